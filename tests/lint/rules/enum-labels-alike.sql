-- finds: enum public.state
-- leaves: enum public.mood
-- finds: enum public.pair
-- leaves: enum public.blood
-- leaves: enum public.version
-- leaves: enum public.operator
CREATE TYPE state AS ENUM ('in_progress', 'done', 'In progress');
CREATE TYPE mood AS ENUM ('glad', 'sad', 'gladly');
CREATE TYPE pair AS ENUM ('in-box', 'inbox');
CREATE TYPE blood AS ENUM ('A+', 'A-', 'AB+', 'AB-');
CREATE TYPE version AS ENUM ('1.5', '15', '1 5');
CREATE TYPE operator AS ENUM ('<', '>', '<=', '');

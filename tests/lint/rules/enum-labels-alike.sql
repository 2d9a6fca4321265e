-- finds: enum public.state
-- leaves: enum public.mood
CREATE TYPE state AS ENUM ('in_progress', 'done', 'In progress');
CREATE TYPE mood AS ENUM ('glad', 'sad', 'gladly');

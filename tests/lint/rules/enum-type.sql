-- finds: enum public.mood
-- leaves: domain public.word
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE DOMAIN word AS text CHECK (VALUE IN ('glad', 'sad'));

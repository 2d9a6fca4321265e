-- finds: column public.twice.object
-- finds: column public.twice.text
-- leaves: column public.twice.fine
-- finds: column public.a.quoted
-- finds: column public.a.nothing
-- finds: column public.a.number
-- leaves: column public.a.object
-- leaves: column public.a.list
-- leaves: column public.a.made
CREATE TABLE a (
    quoted jsonb DEFAULT '"{}"', nothing json DEFAULT 'null', number jsonb DEFAULT '0',
    object jsonb DEFAULT '{"it''s": 1}', list json DEFAULT '[]', made jsonb DEFAULT to_jsonb(1), none jsonb
);
CREATE TABLE twice (
    object jsonb DEFAULT '"{\"a\": 1}"', text jsonb DEFAULT E'"line\\n"', fine jsonb DEFAULT '{"a": "\"\\"}'
);

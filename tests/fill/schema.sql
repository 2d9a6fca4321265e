-- Of every type and every constraint that a filler has to find values for.
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN code AS text NOT NULL CHECK (VALUE ~ '^[a-z]+$');
CREATE TABLE tenant (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(6) UNIQUE NOT NULL);
CREATE TABLE person (
    id uuid PRIMARY KEY,
    tenant_id int NOT NULL REFERENCES tenant,
    boss_id uuid REFERENCES person,
    email text NOT NULL UNIQUE CHECK (email LIKE '%@%.%'),
    zip char(5) NOT NULL CHECK (zip ~ '^[0-9]{5}$' OR length(zip) = 5),
    mood mood NOT NULL,
    moods mood[],
    share percent,
    code code,
    rate numeric(3,2) NOT NULL CHECK (rate >= 0 AND rate <= 1),
    born date CHECK (born > '1900-01-01'),
    tags text[] NOT NULL CHECK (tags <@ ARRAY['a', 'b', 'c']),
    about jsonb NOT NULL CHECK (jsonb_typeof(about) = 'object'),
    begins timestamptz NOT NULL,
    ends timestamptz NOT NULL,
    loud text GENERATED ALWAYS AS (upper(email)) STORED,
    CHECK (begins < ends)
);
CREATE UNIQUE INDEX person_lower ON person (lower(email));
CREATE TABLE member (
    tenant_id int REFERENCES tenant,
    person_id uuid REFERENCES person,
    PRIMARY KEY (tenant_id, person_id)
);
CREATE TABLE badge (person_id uuid PRIMARY KEY REFERENCES person, seat int UNIQUE);
CREATE TABLE room (
    id bigserial PRIMARY KEY,
    during int4range NOT NULL,
    EXCLUDE USING gist (during WITH &&)
);
CREATE TABLE event (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('up', 'down')),
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE TABLE by_kind (kind text NOT NULL, n int NOT NULL) PARTITION BY LIST (kind);
CREATE TABLE by_kind_up PARTITION OF by_kind FOR VALUES IN ('up', 'over');
CREATE TABLE base (id int PRIMARY KEY, a text NOT NULL, CHECK (a <> ''));
CREATE TABLE child (b inet) INHERITS (base);
CREATE TABLE late (id int PRIMARY KEY, n int, UNIQUE (n) DEFERRABLE);
CREATE TABLE every (
    a smallint, b real, c double precision, d money, e bytea, f interval, g time, h macaddr, i bit(3),
    j varbit(20), k point, l tsvector, m json, n int8range, o daterange, p numrange, q tstzrange,
    r "char"[], s name, t uuid[], u int[], v timestamp, w cidr, x tsquery, y box, z xml
);
ALTER TABLE every DROP COLUMN r, DROP COLUMN z;

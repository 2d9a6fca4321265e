-- What is there before federation: beliefs, and the tensions between them.
-- Stands in a scratch database for the tables that this model adds to and does not own.

CREATE TABLE beliefs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    content text NOT NULL,
    confidence jsonb NOT NULL DEFAULT '{"overall": 0.7}',
    domain_path text[] NOT NULL DEFAULT '{}',

    valid_from timestamptz,
    valid_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    modified_at timestamptz NOT NULL DEFAULT now(),

    supersedes_id uuid REFERENCES beliefs (id) ON DELETE SET NULL,
    superseded_by_id uuid REFERENCES beliefs (id) ON DELETE SET NULL,
    status text NOT NULL DEFAULT 'active',

    content_search tsvector GENERATED ALWAYS AS (to_tsvector('english', content)) STORED,

    CONSTRAINT beliefs_valid_confidence CHECK (
        (confidence ->> 'overall')::numeric BETWEEN 0 AND 1
    ),
    CONSTRAINT beliefs_valid_status CHECK (
        status IN ('active', 'superseded', 'disputed', 'archived')
    )
);

CREATE INDEX idx_beliefs_domain ON beliefs USING gin (domain_path);
CREATE INDEX idx_beliefs_search ON beliefs USING gin (content_search);
CREATE INDEX idx_beliefs_active ON beliefs (created_at DESC) WHERE status = 'active';
CREATE INDEX idx_beliefs_supersedes ON beliefs (supersedes_id) WHERE supersedes_id IS NOT NULL;

CREATE TABLE tensions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    belief_a_id uuid NOT NULL REFERENCES beliefs (id) ON DELETE CASCADE,
    belief_b_id uuid NOT NULL REFERENCES beliefs (id) ON DELETE CASCADE,
    type text NOT NULL DEFAULT 'contradiction',
    severity text NOT NULL DEFAULT 'medium',
    description text,
    status text NOT NULL DEFAULT 'open',
    detected_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,

    CONSTRAINT tensions_two_beliefs CHECK (belief_a_id <> belief_b_id),
    CONSTRAINT tensions_valid_type CHECK (
        type IN ('contradiction', 'temporal', 'scope', 'partial')
    ),
    CONSTRAINT tensions_valid_severity CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT tensions_valid_status CHECK (status IN ('open', 'resolved', 'accepted'))
);

CREATE INDEX idx_tensions_open ON tensions (detected_at DESC) WHERE status = 'open';

CREATE VIEW beliefs_current AS
SELECT * FROM beliefs WHERE status = 'active' AND superseded_by_id IS NULL;

CREATE VIEW beliefs_with_tensions AS
SELECT b.id, b.content, b.status, count(t.id) AS open_tensions
FROM beliefs b
LEFT JOIN tensions t ON b.id IN (t.belief_a_id, t.belief_b_id) AND t.status = 'open'
GROUP BY b.id;

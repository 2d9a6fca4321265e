-- Version: 001_add_federation_tables
-- Written by `vfed-schema generate` from the model: change that, not this.
-- Safe to run again: what is there is left as it is.

BEGIN;

CREATE TABLE IF NOT EXISTS public.aggregated_beliefs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    query_hash text NOT NULL,
    query_domain text[] DEFAULT '{}'::text[] NOT NULL,
    query_semantic text,
    collective_confidence numeric(3,2) NOT NULL,
    agreement_score numeric(3,2),
    contributor_count integer NOT NULL,
    node_count integer NOT NULL,
    total_belief_count integer,
    stance_summary text,
    key_factors text[],
    privacy_epsilon numeric(5,4) NOT NULL,
    privacy_delta numeric(10,9) NOT NULL,
    privacy_mechanism text DEFAULT 'laplace'::text NOT NULL,
    aggregator_node_id uuid,
    computed_at timestamp with time zone DEFAULT now() NOT NULL,
    valid_until timestamp with time zone,
    metadata jsonb DEFAULT '{}'::jsonb,
    CONSTRAINT aggregated_beliefs_pkey PRIMARY KEY (id)
);

CREATE TABLE IF NOT EXISTS public.aggregation_sources (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    aggregated_belief_id uuid NOT NULL,
    source_hash text NOT NULL,
    contribution_weight numeric(3,2) NOT NULL,
    local_confidence numeric(3,2),
    local_belief_count integer,
    contributed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT aggregation_sources_pkey PRIMARY KEY (id)
);

CREATE TABLE IF NOT EXISTS public.belief_provenance (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    belief_id uuid NOT NULL,
    federation_id uuid NOT NULL,
    origin_node_id uuid NOT NULL,
    origin_belief_id uuid NOT NULL,
    origin_signature text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    signature_verified boolean DEFAULT false,
    hop_count integer DEFAULT 1 NOT NULL,
    federation_path text[] DEFAULT '{}'::text[] NOT NULL,
    share_level text DEFAULT 'belief_only'::text NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT belief_provenance_pkey PRIMARY KEY (id),
    CONSTRAINT belief_provenance_valid_share_level CHECK (share_level = ANY (ARRAY['belief_only'::text, 'with_provenance'::text, 'full'::text]))
);

CREATE TABLE IF NOT EXISTS public.belief_trust_annotations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    belief_id uuid NOT NULL,
    type text NOT NULL,
    source_node_id uuid,
    corroboration_attestation jsonb,
    confidence_delta numeric(3,2) DEFAULT 0,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT belief_trust_annotations_pkey PRIMARY KEY (id),
    CONSTRAINT belief_trust_annotations_valid_type CHECK (type = ANY (ARRAY['corroboration'::text, 'dispute'::text, 'endorsement'::text, 'flag'::text]))
);

CREATE TABLE IF NOT EXISTS public.consensus_votes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    resolution_id uuid NOT NULL,
    voter_node_id uuid NOT NULL,
    vote text NOT NULL,
    vote_weight numeric(3,2) NOT NULL,
    rationale text,
    signature text NOT NULL,
    voted_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT consensus_votes_pkey PRIMARY KEY (id),
    CONSTRAINT consensus_votes_resolution_id_voter_node_id_key UNIQUE (resolution_id, voter_node_id),
    CONSTRAINT consensus_votes_valid_vote CHECK (vote = ANY (ARRAY['support'::text, 'oppose'::text, 'abstain'::text]))
);

CREATE TABLE IF NOT EXISTS public.federation_nodes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    did text NOT NULL,
    federation_endpoint text,
    mcp_endpoint text,
    public_key_multibase text NOT NULL,
    name text,
    domains text[] DEFAULT '{}'::text[],
    capabilities text[] DEFAULT '{}'::text[] NOT NULL,
    status text DEFAULT 'discovered'::text NOT NULL,
    trust_phase text DEFAULT 'observer'::text NOT NULL,
    phase_started_at timestamp with time zone DEFAULT now() NOT NULL,
    protocol_version text DEFAULT '1.0'::text NOT NULL,
    discovered_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone,
    last_sync_at timestamp with time zone,
    metadata jsonb DEFAULT '{}'::jsonb,
    CONSTRAINT federation_nodes_pkey PRIMARY KEY (id),
    CONSTRAINT federation_nodes_did_key UNIQUE (did),
    CONSTRAINT federation_nodes_valid_phase CHECK (trust_phase = ANY (ARRAY['observer'::text, 'contributor'::text, 'participant'::text, 'anchor'::text])),
    CONSTRAINT federation_nodes_valid_status CHECK (status = ANY (ARRAY['discovered'::text, 'connecting'::text, 'active'::text, 'suspended'::text, 'unreachable'::text]))
);

CREATE TABLE IF NOT EXISTS public.node_trust (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    node_id uuid NOT NULL,
    trust jsonb DEFAULT '{"overall": 0.1}'::jsonb NOT NULL,
    beliefs_received integer DEFAULT 0,
    beliefs_corroborated integer DEFAULT 0,
    beliefs_disputed integer DEFAULT 0,
    sync_requests_served integer DEFAULT 0,
    aggregation_participations integer DEFAULT 0,
    endorsements_received integer DEFAULT 0,
    endorsements_given integer DEFAULT 0,
    relationship_started_at timestamp with time zone DEFAULT now() NOT NULL,
    last_interaction_at timestamp with time zone,
    manual_trust_adjustment numeric(3,2) DEFAULT 0,
    adjustment_reason text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    modified_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT node_trust_pkey PRIMARY KEY (id),
    CONSTRAINT node_trust_node_id_key UNIQUE (node_id)
);

CREATE TABLE IF NOT EXISTS public.sync_events (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    node_id uuid NOT NULL,
    event_type text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb,
    direction text DEFAULT 'inbound'::text NOT NULL,
    belief_id uuid,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sync_events_pkey PRIMARY KEY (id, occurred_at)
)
PARTITION BY RANGE (occurred_at);

CREATE TABLE IF NOT EXISTS public.sync_events_default PARTITION OF public.sync_events DEFAULT;

CREATE TABLE IF NOT EXISTS public.sync_outbound_queue (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    target_node_id uuid,
    operation text NOT NULL,
    belief_id uuid,
    payload jsonb,
    priority integer DEFAULT 5 NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    attempts integer DEFAULT 0,
    max_attempts integer DEFAULT 3,
    last_attempt_at timestamp with time zone,
    last_error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    scheduled_for timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sync_outbound_queue_pkey PRIMARY KEY (id),
    CONSTRAINT sync_outbound_queue_valid_status CHECK (status = ANY (ARRAY['pending'::text, 'processing'::text, 'sent'::text, 'failed'::text, 'cancelled'::text]))
);

CREATE TABLE IF NOT EXISTS public.sync_state (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    node_id uuid NOT NULL,
    last_received_cursor text,
    last_sent_cursor text,
    vector_clock jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'idle'::text NOT NULL,
    beliefs_sent integer DEFAULT 0,
    beliefs_received integer DEFAULT 0,
    last_sync_duration_ms integer,
    last_error text,
    error_count integer DEFAULT 0,
    last_sync_at timestamp with time zone,
    next_sync_scheduled timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    modified_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sync_state_pkey PRIMARY KEY (id),
    CONSTRAINT sync_state_node_id_key UNIQUE (node_id),
    CONSTRAINT sync_state_valid_status CHECK (status = ANY (ARRAY['idle'::text, 'syncing'::text, 'error'::text, 'paused'::text]))
);

CREATE TABLE IF NOT EXISTS public.tension_resolutions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tension_id uuid,
    is_cross_node boolean DEFAULT false NOT NULL,
    node_a_id uuid,
    node_b_id uuid,
    proposed_resolution text NOT NULL,
    resolution_rationale text,
    proposed_by_node_id uuid,
    proposed_at timestamp with time zone DEFAULT now() NOT NULL,
    consensus_method text DEFAULT 'trust_weighted'::text NOT NULL,
    consensus_threshold numeric(3,2) DEFAULT 0.6,
    current_support numeric(3,2) DEFAULT 0,
    status text DEFAULT 'proposed'::text NOT NULL,
    resolved_at timestamp with time zone,
    winning_belief_id uuid,
    superseded_belief_id uuid,
    CONSTRAINT tension_resolutions_pkey PRIMARY KEY (id),
    CONSTRAINT tension_resolutions_valid_proposal CHECK (proposed_resolution = ANY (ARRAY['supersede_a'::text, 'supersede_b'::text, 'accept_both'::text, 'merge'::text, 'refer_to_authority'::text])),
    CONSTRAINT tension_resolutions_valid_status CHECK (status = ANY (ARRAY['proposed'::text, 'voting'::text, 'accepted'::text, 'rejected'::text, 'implemented'::text]))
);

CREATE TABLE IF NOT EXISTS public.user_node_trust (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    node_id uuid NOT NULL,
    trust_preference text DEFAULT 'automatic'::text NOT NULL,
    manual_trust_score numeric(3,2),
    reason text,
    domain_overrides jsonb DEFAULT '{}'::jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    modified_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_node_trust_pkey PRIMARY KEY (id),
    CONSTRAINT user_node_trust_node_id_key UNIQUE (node_id),
    CONSTRAINT user_node_trust_valid_preference CHECK (trust_preference = ANY (ARRAY['blocked'::text, 'reduced'::text, 'automatic'::text, 'elevated'::text, 'anchor'::text]))
);

ALTER TABLE public.beliefs
    ADD COLUMN IF NOT EXISTS origin_node_id uuid,
    ADD COLUMN IF NOT EXISTS is_local boolean DEFAULT true NOT NULL,
    ADD COLUMN IF NOT EXISTS federation_id uuid,
    ADD COLUMN IF NOT EXISTS visibility text DEFAULT 'private'::text NOT NULL,
    ADD COLUMN IF NOT EXISTS share_level text DEFAULT 'belief_only'::text NOT NULL;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.beliefs'::regclass AND conname = 'beliefs_valid_share_level') THEN
        ALTER TABLE public.beliefs ADD CONSTRAINT beliefs_valid_share_level CHECK (share_level = ANY (ARRAY['belief_only'::text, 'with_provenance'::text, 'full'::text]));
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.beliefs'::regclass AND conname = 'beliefs_valid_visibility') THEN
        ALTER TABLE public.beliefs ADD CONSTRAINT beliefs_valid_visibility CHECK (visibility = ANY (ARRAY['private'::text, 'trusted'::text, 'federated'::text, 'public'::text]));
    END IF;
END
$do$;

CREATE INDEX IF NOT EXISTS idx_aggregated_beliefs_computed ON public.aggregated_beliefs USING btree (computed_at DESC);

CREATE INDEX IF NOT EXISTS idx_aggregated_beliefs_domain ON public.aggregated_beliefs USING gin (query_domain);

CREATE INDEX IF NOT EXISTS idx_aggregated_beliefs_query ON public.aggregated_beliefs USING btree (query_hash);

CREATE INDEX IF NOT EXISTS idx_aggregation_sources_aggregate ON public.aggregation_sources USING btree (aggregated_belief_id);

CREATE INDEX IF NOT EXISTS idx_belief_provenance_belief ON public.belief_provenance USING btree (belief_id);

CREATE INDEX IF NOT EXISTS idx_belief_provenance_federation ON public.belief_provenance USING btree (federation_id);

CREATE INDEX IF NOT EXISTS idx_belief_provenance_origin ON public.belief_provenance USING btree (origin_node_id);

CREATE UNIQUE INDEX IF NOT EXISTS idx_belief_provenance_unique ON public.belief_provenance USING btree (origin_node_id, origin_belief_id);

CREATE INDEX IF NOT EXISTS idx_belief_trust_annotations_belief ON public.belief_trust_annotations USING btree (belief_id);

CREATE INDEX IF NOT EXISTS idx_belief_trust_annotations_source ON public.belief_trust_annotations USING btree (source_node_id);

CREATE INDEX IF NOT EXISTS idx_belief_trust_annotations_type ON public.belief_trust_annotations USING btree (type);

CREATE INDEX IF NOT EXISTS idx_beliefs_federation ON public.beliefs USING btree (federation_id) WHERE (federation_id IS NOT NULL);

CREATE INDEX IF NOT EXISTS idx_beliefs_local ON public.beliefs USING btree (is_local);

CREATE INDEX IF NOT EXISTS idx_beliefs_origin_node ON public.beliefs USING btree (origin_node_id) WHERE (origin_node_id IS NOT NULL);

CREATE INDEX IF NOT EXISTS idx_beliefs_visibility ON public.beliefs USING btree (visibility);

CREATE INDEX IF NOT EXISTS idx_consensus_votes_resolution ON public.consensus_votes USING btree (resolution_id);

CREATE INDEX IF NOT EXISTS idx_consensus_votes_voter ON public.consensus_votes USING btree (voter_node_id);

CREATE INDEX IF NOT EXISTS idx_federation_nodes_active ON public.federation_nodes USING btree (trust_phase, last_seen_at) WHERE (status = 'active'::text);

CREATE INDEX IF NOT EXISTS idx_federation_nodes_did ON public.federation_nodes USING btree (did);

CREATE INDEX IF NOT EXISTS idx_federation_nodes_domains ON public.federation_nodes USING gin (domains);

CREATE INDEX IF NOT EXISTS idx_federation_nodes_phase ON public.federation_nodes USING btree (trust_phase);

CREATE INDEX IF NOT EXISTS idx_federation_nodes_status ON public.federation_nodes USING btree (status);

CREATE INDEX IF NOT EXISTS idx_node_trust_node ON public.node_trust USING btree (node_id);

CREATE INDEX IF NOT EXISTS idx_node_trust_overall ON public.node_trust USING btree ((((trust ->> 'overall'::text))::numeric) DESC);

CREATE INDEX IF NOT EXISTS idx_sync_events_node ON public.sync_events USING btree (node_id);

CREATE INDEX IF NOT EXISTS idx_sync_events_time ON public.sync_events USING btree (occurred_at DESC);

CREATE INDEX IF NOT EXISTS idx_sync_events_type ON public.sync_events USING btree (event_type);

CREATE INDEX IF NOT EXISTS idx_sync_outbound_queue_belief ON public.sync_outbound_queue USING btree (belief_id);

CREATE INDEX IF NOT EXISTS idx_sync_outbound_queue_scheduled ON public.sync_outbound_queue USING btree (scheduled_for) WHERE (status = 'pending'::text);

CREATE INDEX IF NOT EXISTS idx_sync_outbound_queue_status ON public.sync_outbound_queue USING btree (status);

CREATE INDEX IF NOT EXISTS idx_sync_outbound_queue_target ON public.sync_outbound_queue USING btree (target_node_id);

CREATE INDEX IF NOT EXISTS idx_sync_state_next ON public.sync_state USING btree (next_sync_scheduled);

CREATE INDEX IF NOT EXISTS idx_sync_state_node ON public.sync_state USING btree (node_id);

CREATE INDEX IF NOT EXISTS idx_sync_state_status ON public.sync_state USING btree (status);

CREATE INDEX IF NOT EXISTS idx_sync_state_vector_clock ON public.sync_state USING gin (vector_clock jsonb_path_ops);

CREATE INDEX IF NOT EXISTS idx_tension_resolutions_nodes ON public.tension_resolutions USING btree (node_a_id, node_b_id);

CREATE INDEX IF NOT EXISTS idx_tension_resolutions_status ON public.tension_resolutions USING btree (status);

CREATE INDEX IF NOT EXISTS idx_tension_resolutions_tension ON public.tension_resolutions USING btree (tension_id);

CREATE INDEX IF NOT EXISTS idx_user_node_trust_node ON public.user_node_trust USING btree (node_id);

CREATE INDEX IF NOT EXISTS idx_user_node_trust_pref ON public.user_node_trust USING btree (trust_preference);

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.aggregated_beliefs'::regclass AND conname = 'aggregated_beliefs_aggregator_node_id_fkey') THEN
        ALTER TABLE public.aggregated_beliefs ADD CONSTRAINT aggregated_beliefs_aggregator_node_id_fkey FOREIGN KEY (aggregator_node_id) REFERENCES public.federation_nodes (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.aggregation_sources'::regclass AND conname = 'aggregation_sources_aggregated_belief_id_fkey') THEN
        ALTER TABLE public.aggregation_sources ADD CONSTRAINT aggregation_sources_aggregated_belief_id_fkey FOREIGN KEY (aggregated_belief_id) REFERENCES public.aggregated_beliefs (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.belief_provenance'::regclass AND conname = 'belief_provenance_belief_id_fkey') THEN
        ALTER TABLE public.belief_provenance ADD CONSTRAINT belief_provenance_belief_id_fkey FOREIGN KEY (belief_id) REFERENCES public.beliefs (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.belief_provenance'::regclass AND conname = 'belief_provenance_origin_node_id_fkey') THEN
        ALTER TABLE public.belief_provenance ADD CONSTRAINT belief_provenance_origin_node_id_fkey FOREIGN KEY (origin_node_id) REFERENCES public.federation_nodes (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.belief_trust_annotations'::regclass AND conname = 'belief_trust_annotations_belief_id_fkey') THEN
        ALTER TABLE public.belief_trust_annotations ADD CONSTRAINT belief_trust_annotations_belief_id_fkey FOREIGN KEY (belief_id) REFERENCES public.beliefs (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.belief_trust_annotations'::regclass AND conname = 'belief_trust_annotations_source_node_id_fkey') THEN
        ALTER TABLE public.belief_trust_annotations ADD CONSTRAINT belief_trust_annotations_source_node_id_fkey FOREIGN KEY (source_node_id) REFERENCES public.federation_nodes (id) ON DELETE SET NULL;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.beliefs'::regclass AND conname = 'beliefs_origin_node_id_fkey') THEN
        ALTER TABLE public.beliefs ADD CONSTRAINT beliefs_origin_node_id_fkey FOREIGN KEY (origin_node_id) REFERENCES public.federation_nodes (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.consensus_votes'::regclass AND conname = 'consensus_votes_resolution_id_fkey') THEN
        ALTER TABLE public.consensus_votes ADD CONSTRAINT consensus_votes_resolution_id_fkey FOREIGN KEY (resolution_id) REFERENCES public.tension_resolutions (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.consensus_votes'::regclass AND conname = 'consensus_votes_voter_node_id_fkey') THEN
        ALTER TABLE public.consensus_votes ADD CONSTRAINT consensus_votes_voter_node_id_fkey FOREIGN KEY (voter_node_id) REFERENCES public.federation_nodes (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.node_trust'::regclass AND conname = 'node_trust_node_id_fkey') THEN
        ALTER TABLE public.node_trust ADD CONSTRAINT node_trust_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.federation_nodes (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.sync_events'::regclass AND conname = 'sync_events_belief_id_fkey') THEN
        ALTER TABLE public.sync_events ADD CONSTRAINT sync_events_belief_id_fkey FOREIGN KEY (belief_id) REFERENCES public.beliefs (id) ON DELETE SET NULL;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.sync_events'::regclass AND conname = 'sync_events_node_id_fkey') THEN
        ALTER TABLE public.sync_events ADD CONSTRAINT sync_events_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.federation_nodes (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.sync_outbound_queue'::regclass AND conname = 'sync_outbound_queue_belief_id_fkey') THEN
        ALTER TABLE public.sync_outbound_queue ADD CONSTRAINT sync_outbound_queue_belief_id_fkey FOREIGN KEY (belief_id) REFERENCES public.beliefs (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.sync_outbound_queue'::regclass AND conname = 'sync_outbound_queue_target_node_id_fkey') THEN
        ALTER TABLE public.sync_outbound_queue ADD CONSTRAINT sync_outbound_queue_target_node_id_fkey FOREIGN KEY (target_node_id) REFERENCES public.federation_nodes (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.sync_state'::regclass AND conname = 'sync_state_node_id_fkey') THEN
        ALTER TABLE public.sync_state ADD CONSTRAINT sync_state_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.federation_nodes (id) ON DELETE CASCADE;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.tension_resolutions'::regclass AND conname = 'tension_resolutions_node_a_id_fkey') THEN
        ALTER TABLE public.tension_resolutions ADD CONSTRAINT tension_resolutions_node_a_id_fkey FOREIGN KEY (node_a_id) REFERENCES public.federation_nodes (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.tension_resolutions'::regclass AND conname = 'tension_resolutions_node_b_id_fkey') THEN
        ALTER TABLE public.tension_resolutions ADD CONSTRAINT tension_resolutions_node_b_id_fkey FOREIGN KEY (node_b_id) REFERENCES public.federation_nodes (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.tension_resolutions'::regclass AND conname = 'tension_resolutions_proposed_by_node_id_fkey') THEN
        ALTER TABLE public.tension_resolutions ADD CONSTRAINT tension_resolutions_proposed_by_node_id_fkey FOREIGN KEY (proposed_by_node_id) REFERENCES public.federation_nodes (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.tension_resolutions'::regclass AND conname = 'tension_resolutions_superseded_belief_id_fkey') THEN
        ALTER TABLE public.tension_resolutions ADD CONSTRAINT tension_resolutions_superseded_belief_id_fkey FOREIGN KEY (superseded_belief_id) REFERENCES public.beliefs (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.tension_resolutions'::regclass AND conname = 'tension_resolutions_tension_id_fkey') THEN
        ALTER TABLE public.tension_resolutions ADD CONSTRAINT tension_resolutions_tension_id_fkey FOREIGN KEY (tension_id) REFERENCES public.tensions (id) ON DELETE SET NULL;
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.tension_resolutions'::regclass AND conname = 'tension_resolutions_winning_belief_id_fkey') THEN
        ALTER TABLE public.tension_resolutions ADD CONSTRAINT tension_resolutions_winning_belief_id_fkey FOREIGN KEY (winning_belief_id) REFERENCES public.beliefs (id);
    END IF;
END
$do$;

DO $do$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'public.user_node_trust'::regclass AND conname = 'user_node_trust_node_id_fkey') THEN
        ALTER TABLE public.user_node_trust ADD CONSTRAINT user_node_trust_node_id_fkey FOREIGN KEY (node_id) REFERENCES public.federation_nodes (id) ON DELETE CASCADE;
    END IF;
END
$do$;

SET search_path TO public;

-- data: existing beliefs are local and private
UPDATE beliefs SET is_local = true, visibility = 'private'
WHERE is_local IS NULL OR visibility IS NULL;

CREATE OR REPLACE VIEW public.federated_beliefs AS
 SELECT b.id,
    b.content,
    b.confidence,
    b.domain_path,
    b.valid_from,
    b.valid_until,
    b.created_at,
    b.modified_at,
    b.supersedes_id,
    b.superseded_by_id,
    b.status,
    b.content_search,
    b.origin_node_id,
    b.is_local,
    b.federation_id,
    b.visibility,
    b.share_level,
    bp.federation_id AS provenance_federation_id,
    bp.origin_node_id AS provenance_origin_node_id,
    bp.hop_count,
    bp.federation_path,
    bp.share_level AS received_share_level,
    fn.did AS origin_did,
    fn.name AS origin_name
   FROM ((public.beliefs b
     JOIN public.belief_provenance bp ON ((b.id = bp.belief_id)))
     JOIN public.federation_nodes fn ON ((bp.origin_node_id = fn.id)))
  WHERE (b.is_local = false);

CREATE OR REPLACE VIEW public.federation_nodes_with_trust AS
 SELECT fn.id,
    fn.did,
    fn.federation_endpoint,
    fn.mcp_endpoint,
    fn.public_key_multibase,
    fn.name,
    fn.domains,
    fn.capabilities,
    fn.status,
    fn.trust_phase,
    fn.phase_started_at,
    fn.protocol_version,
    fn.discovered_at,
    fn.last_seen_at,
    fn.last_sync_at,
    fn.metadata,
    nt.trust,
    ((nt.trust ->> 'overall'::text))::numeric AS trust_overall,
    nt.beliefs_received,
    nt.beliefs_corroborated,
    unt.trust_preference AS user_preference
   FROM ((public.federation_nodes fn
     LEFT JOIN public.node_trust nt ON ((fn.id = nt.node_id)))
     LEFT JOIN public.user_node_trust unt ON ((fn.id = unt.node_id)));

CREATE OR REPLACE VIEW public.sync_status_overview AS
 SELECT fn.id AS node_id,
    fn.did,
    fn.name,
    fn.status AS node_status,
    ss.status AS sync_status,
    ss.last_sync_at,
    ss.beliefs_sent,
    ss.beliefs_received,
    ss.error_count
   FROM (public.federation_nodes fn
     LEFT JOIN public.sync_state ss ON ((fn.id = ss.node_id)))
  WHERE (fn.status = 'active'::text);

COMMENT ON COLUMN public.aggregated_beliefs.aggregator_node_id IS 'The node that put it together';

COMMENT ON COLUMN public.aggregated_beliefs.agreement_score IS 'How much they agree';

COMMENT ON COLUMN public.aggregated_beliefs.collective_confidence IS 'How sure they are together';

COMMENT ON COLUMN public.aggregated_beliefs.computed_at IS 'When it was put together';

COMMENT ON COLUMN public.aggregated_beliefs.contributor_count IS 'How many contributed';

COMMENT ON COLUMN public.aggregated_beliefs.id IS 'Name of the aggregate';

COMMENT ON COLUMN public.aggregated_beliefs.key_factors IS 'What decided it';

COMMENT ON COLUMN public.aggregated_beliefs.metadata IS 'Anything else about it';

COMMENT ON COLUMN public.aggregated_beliefs.node_count IS 'From how many nodes';

COMMENT ON COLUMN public.aggregated_beliefs.privacy_delta IS 'Chance that the budget does not hold';

COMMENT ON COLUMN public.aggregated_beliefs.privacy_epsilon IS 'Privacy budget that was spent';

COMMENT ON COLUMN public.aggregated_beliefs.privacy_mechanism IS 'Noise that was added';

COMMENT ON COLUMN public.aggregated_beliefs.query_domain IS 'Field of knowledge that was asked about';

COMMENT ON COLUMN public.aggregated_beliefs.query_hash IS 'SHA-256 of the question in its normal form, so that it is asked once';

COMMENT ON COLUMN public.aggregated_beliefs.query_semantic IS 'The question in words';

COMMENT ON COLUMN public.aggregated_beliefs.stance_summary IS 'What they think, summed up by a language model';

COMMENT ON COLUMN public.aggregated_beliefs.total_belief_count IS 'How many beliefs went into it';

COMMENT ON COLUMN public.aggregated_beliefs.valid_until IS 'When to ask anew';

COMMENT ON COLUMN public.aggregation_sources.aggregated_belief_id IS 'The aggregate it went into';

COMMENT ON COLUMN public.aggregation_sources.contributed_at IS 'When it came in';

COMMENT ON COLUMN public.aggregation_sources.contribution_weight IS 'How much it counted';

COMMENT ON COLUMN public.aggregation_sources.id IS 'Name of the contribution';

COMMENT ON COLUMN public.aggregation_sources.local_belief_count IS 'How many beliefs of its own it put in';

COMMENT ON COLUMN public.aggregation_sources.local_confidence IS 'How sure the source was';

COMMENT ON COLUMN public.aggregation_sources.source_hash IS 'Salted SHA-256 of the node''s DID: tells sources apart and no more';

COMMENT ON COLUMN public.belief_provenance.belief_id IS 'Our copy of the belief';

COMMENT ON COLUMN public.belief_provenance.federation_id IS 'The name that the belief has on every node';

COMMENT ON COLUMN public.belief_provenance.federation_path IS 'The DIDs of these nodes, the origin first';

COMMENT ON COLUMN public.belief_provenance.hop_count IS 'How many nodes handed it on';

COMMENT ON COLUMN public.belief_provenance.id IS 'Name of this record';

COMMENT ON COLUMN public.belief_provenance.origin_belief_id IS 'Its id on that node';

COMMENT ON COLUMN public.belief_provenance.origin_node_id IS 'The node where it was formed';

COMMENT ON COLUMN public.belief_provenance.origin_signature IS 'What that node signed it with';

COMMENT ON COLUMN public.belief_provenance.received_at IS 'When it reached us';

COMMENT ON COLUMN public.belief_provenance.share_level IS 'How much of it was shared with us';

COMMENT ON COLUMN public.belief_provenance.signature_verified IS 'True once we have checked the signature';

COMMENT ON COLUMN public.belief_provenance.signed_at IS 'When it was signed';

COMMENT ON COLUMN public.belief_trust_annotations.belief_id IS 'The belief that is spoken of';

COMMENT ON COLUMN public.belief_trust_annotations.confidence_delta IS 'How much it moves our confidence';

COMMENT ON COLUMN public.belief_trust_annotations.corroboration_attestation IS 'What a corroboration rests on: hash of the claim, level, boost';

COMMENT ON COLUMN public.belief_trust_annotations.created_at IS 'When it was said';

COMMENT ON COLUMN public.belief_trust_annotations.expires_at IS 'When it no longer counts';

COMMENT ON COLUMN public.belief_trust_annotations.id IS 'Name of this record';

COMMENT ON COLUMN public.belief_trust_annotations.source_node_id IS 'Who said so; empty once that node is gone';

COMMENT ON COLUMN public.belief_trust_annotations.type IS 'What is said of it';

COMMENT ON COLUMN public.beliefs.federation_id IS 'The name that a belief has on every node';

COMMENT ON COLUMN public.beliefs.is_local IS 'True for beliefs that were formed here';

COMMENT ON COLUMN public.beliefs.origin_node_id IS 'The node that a belief came from; empty for our own';

COMMENT ON COLUMN public.beliefs.share_level IS 'How much of it goes along when it is shared';

COMMENT ON COLUMN public.beliefs.visibility IS 'Who may see it';

COMMENT ON COLUMN public.consensus_votes.id IS 'Name of the vote';

COMMENT ON COLUMN public.consensus_votes.rationale IS 'Why it votes so';

COMMENT ON COLUMN public.consensus_votes.resolution_id IS 'The proposal';

COMMENT ON COLUMN public.consensus_votes.signature IS 'The voter''s signature over its vote';

COMMENT ON COLUMN public.consensus_votes.vote IS 'For or against';

COMMENT ON COLUMN public.consensus_votes.vote_weight IS 'What it counts: the trust in the voter at that time';

COMMENT ON COLUMN public.consensus_votes.voted_at IS 'When it voted';

COMMENT ON COLUMN public.consensus_votes.voter_node_id IS 'Who votes';

COMMENT ON COLUMN public.federation_nodes.capabilities IS 'What it can do for its peers';

COMMENT ON COLUMN public.federation_nodes.did IS 'The node''s decentralised identifier, such as did:vkb:web:example.org';

COMMENT ON COLUMN public.federation_nodes.discovered_at IS 'When we first heard of it';

COMMENT ON COLUMN public.federation_nodes.domains IS 'Fields of knowledge that it says it knows about';

COMMENT ON COLUMN public.federation_nodes.federation_endpoint IS 'URL where the node speaks the federation protocol';

COMMENT ON COLUMN public.federation_nodes.id IS 'Our own name for the node';

COMMENT ON COLUMN public.federation_nodes.last_seen_at IS 'When it last answered';

COMMENT ON COLUMN public.federation_nodes.last_sync_at IS 'When the last exchange with it was complete';

COMMENT ON COLUMN public.federation_nodes.mcp_endpoint IS 'URL where the node speaks MCP';

COMMENT ON COLUMN public.federation_nodes.metadata IS 'Anything else that it tells about itself';

COMMENT ON COLUMN public.federation_nodes.name IS 'What the node calls itself';

COMMENT ON COLUMN public.federation_nodes.phase_started_at IS 'When it entered its trust phase';

COMMENT ON COLUMN public.federation_nodes.protocol_version IS 'Version of the federation protocol that it speaks';

COMMENT ON COLUMN public.federation_nodes.public_key_multibase IS 'Ed25519 key that its signatures are checked with, in multibase';

COMMENT ON COLUMN public.federation_nodes.status IS 'Where the connection stands';

COMMENT ON COLUMN public.federation_nodes.trust_phase IS 'How much it may do, growing with the trust it has earned';

COMMENT ON COLUMN public.node_trust.adjustment_reason IS 'Why that person did';

COMMENT ON COLUMN public.node_trust.aggregation_participations IS 'Aggregations it took part in';

COMMENT ON COLUMN public.node_trust.beliefs_corroborated IS 'How many of them others confirmed';

COMMENT ON COLUMN public.node_trust.beliefs_disputed IS 'How many of them others denied';

COMMENT ON COLUMN public.node_trust.beliefs_received IS 'Beliefs it has sent us';

COMMENT ON COLUMN public.node_trust.created_at IS 'When the record was made';

COMMENT ON COLUMN public.node_trust.endorsements_given IS 'Nodes it vouched for';

COMMENT ON COLUMN public.node_trust.endorsements_received IS 'Nodes that vouched for it';

COMMENT ON COLUMN public.node_trust.id IS 'Name of this record';

COMMENT ON COLUMN public.node_trust.last_interaction_at IS 'When we last dealt with it';

COMMENT ON COLUMN public.node_trust.manual_trust_adjustment IS 'Added to the score by a person';

COMMENT ON COLUMN public.node_trust.modified_at IS 'When it last changed';

COMMENT ON COLUMN public.node_trust.node_id IS 'The node that is trusted';

COMMENT ON COLUMN public.node_trust.relationship_started_at IS 'When we began to deal with it';

COMMENT ON COLUMN public.node_trust.sync_requests_served IS 'Requests for sync that it answered';

COMMENT ON COLUMN public.node_trust.trust IS 'Scores from 0 to 1 by dimension; `overall` sums them up, `domain_expertise` nests one per field';

COMMENT ON COLUMN public.sync_events.belief_id IS 'The belief that it was about, if any';

COMMENT ON COLUMN public.sync_events.details IS 'More about it';

COMMENT ON COLUMN public.sync_events.direction IS 'Whether it came in or went out';

COMMENT ON COLUMN public.sync_events.event_type IS 'What happened';

COMMENT ON COLUMN public.sync_events.id IS 'Name of the event';

COMMENT ON COLUMN public.sync_events.node_id IS 'The peer';

COMMENT ON COLUMN public.sync_events.occurred_at IS 'When it happened';

COMMENT ON COLUMN public.sync_outbound_queue.attempts IS 'How often it was tried';

COMMENT ON COLUMN public.sync_outbound_queue.belief_id IS 'The belief that it is about';

COMMENT ON COLUMN public.sync_outbound_queue.created_at IS 'When it was put in';

COMMENT ON COLUMN public.sync_outbound_queue.id IS 'Name of the entry';

COMMENT ON COLUMN public.sync_outbound_queue.last_attempt_at IS 'When it was last tried';

COMMENT ON COLUMN public.sync_outbound_queue.last_error IS 'Why that failed';

COMMENT ON COLUMN public.sync_outbound_queue.max_attempts IS 'How often it may be';

COMMENT ON COLUMN public.sync_outbound_queue.operation IS 'What is to be done';

COMMENT ON COLUMN public.sync_outbound_queue.payload IS 'What is sent';

COMMENT ON COLUMN public.sync_outbound_queue.priority IS 'From 1 for at once to 10 for whenever';

COMMENT ON COLUMN public.sync_outbound_queue.scheduled_for IS 'Not to be sent before';

COMMENT ON COLUMN public.sync_outbound_queue.status IS 'How far it has come';

COMMENT ON COLUMN public.sync_outbound_queue.target_node_id IS 'Who is to get it; empty means everybody';

COMMENT ON COLUMN public.sync_state.beliefs_received IS 'Beliefs received so far';

COMMENT ON COLUMN public.sync_state.beliefs_sent IS 'Beliefs sent so far';

COMMENT ON COLUMN public.sync_state.created_at IS 'When the record was made';

COMMENT ON COLUMN public.sync_state.error_count IS 'How often something went wrong';

COMMENT ON COLUMN public.sync_state.id IS 'Name of this record';

COMMENT ON COLUMN public.sync_state.last_error IS 'What went wrong last';

COMMENT ON COLUMN public.sync_state.last_received_cursor IS 'Where to go on receiving';

COMMENT ON COLUMN public.sync_state.last_sent_cursor IS 'Where to go on sending';

COMMENT ON COLUMN public.sync_state.last_sync_at IS 'When the last exchange ended';

COMMENT ON COLUMN public.sync_state.last_sync_duration_ms IS 'How long the last exchange took, in milliseconds';

COMMENT ON COLUMN public.sync_state.modified_at IS 'When it last changed';

COMMENT ON COLUMN public.sync_state.next_sync_scheduled IS 'When the next is due';

COMMENT ON COLUMN public.sync_state.node_id IS 'The peer';

COMMENT ON COLUMN public.sync_state.status IS 'What is going on';

COMMENT ON COLUMN public.sync_state.vector_clock IS 'Last sequence number seen, by DID; orders changes that cross';

COMMENT ON COLUMN public.tension_resolutions.consensus_method IS 'How the votes are counted';

COMMENT ON COLUMN public.tension_resolutions.consensus_threshold IS 'Support that it takes to be accepted';

COMMENT ON COLUMN public.tension_resolutions.current_support IS 'Support that it has';

COMMENT ON COLUMN public.tension_resolutions.id IS 'Name of the proposal';

COMMENT ON COLUMN public.tension_resolutions.is_cross_node IS 'True if the two beliefs are on different nodes';

COMMENT ON COLUMN public.tension_resolutions.node_a_id IS 'The node of the one belief';

COMMENT ON COLUMN public.tension_resolutions.node_b_id IS 'The node of the other';

COMMENT ON COLUMN public.tension_resolutions.proposed_at IS 'When it was proposed';

COMMENT ON COLUMN public.tension_resolutions.proposed_by_node_id IS 'Who proposed it';

COMMENT ON COLUMN public.tension_resolutions.proposed_resolution IS 'What should happen';

COMMENT ON COLUMN public.tension_resolutions.resolution_rationale IS 'Why it should';

COMMENT ON COLUMN public.tension_resolutions.resolved_at IS 'When it was decided';

COMMENT ON COLUMN public.tension_resolutions.status IS 'How far it has come';

COMMENT ON COLUMN public.tension_resolutions.superseded_belief_id IS 'The belief that gives way';

COMMENT ON COLUMN public.tension_resolutions.tension_id IS 'The tension here, if it was found here';

COMMENT ON COLUMN public.tension_resolutions.winning_belief_id IS 'The belief that stays';

COMMENT ON COLUMN public.user_node_trust.created_at IS 'When the record was made';

COMMENT ON COLUMN public.user_node_trust.domain_overrides IS 'Other choices by field of knowledge, such as tech: elevated';

COMMENT ON COLUMN public.user_node_trust.id IS 'Name of this record';

COMMENT ON COLUMN public.user_node_trust.manual_trust_score IS 'A score by hand that replaces the computed one';

COMMENT ON COLUMN public.user_node_trust.modified_at IS 'When it last changed';

COMMENT ON COLUMN public.user_node_trust.node_id IS 'The node in question';

COMMENT ON COLUMN public.user_node_trust.reason IS 'Why the user chose so';

COMMENT ON COLUMN public.user_node_trust.trust_preference IS 'The user''s choice';

COMMENT ON TABLE public.aggregated_beliefs IS 'What many nodes think about one question, without saying who thinks what';

COMMENT ON TABLE public.aggregation_sources IS 'Contributions to an aggregate, from sources that cannot be told';

COMMENT ON TABLE public.belief_provenance IS 'How a belief from elsewhere came to us, and the proof of it';

COMMENT ON TABLE public.belief_trust_annotations IS 'What other nodes make of a single belief';

COMMENT ON TABLE public.consensus_votes IS 'One node''s vote on one proposal';

COMMENT ON TABLE public.federation_nodes IS 'Every node we have heard of, how to reach it, and how far we have come with it';

COMMENT ON TABLE public.node_trust IS 'How far we trust a node, and what that rests on';

COMMENT ON TABLE public.sync_events IS 'What happened in the exchange with peers, for those who look into it later';

COMMENT ON TABLE public.sync_outbound_queue IS 'What is still to be sent, and to whom';

COMMENT ON TABLE public.sync_state IS 'How far the exchange with a peer has come';

COMMENT ON TABLE public.tension_resolutions IS 'Proposals to end a contradiction, and how the vote on them stands';

COMMENT ON TABLE public.user_node_trust IS 'What the user says about a node, whatever the computed trust may be';

COMMENT ON VIEW public.federated_beliefs IS 'Beliefs from elsewhere, with the way they came';

COMMENT ON VIEW public.federation_nodes_with_trust IS 'Nodes beside the trust in them, computed and chosen';

COMMENT ON VIEW public.sync_status_overview IS 'How the exchange with every active node stands';

COMMENT ON COLUMN public.federated_beliefs.origin_did IS 'DID of the node of origin';

COMMENT ON COLUMN public.federated_beliefs.origin_name IS 'What that node calls itself';

COMMENT ON COLUMN public.federated_beliefs.provenance_federation_id IS 'The name on every node, as the provenance has it';

COMMENT ON COLUMN public.federated_beliefs.provenance_origin_node_id IS 'The node of origin, as the provenance has it';

COMMENT ON COLUMN public.federated_beliefs.received_share_level IS 'How much was shared with us';

COMMIT;

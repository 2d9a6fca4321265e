-- Takes back version: 001_add_federation_tables
-- Written by `vfed-schema generate` from the model: change that, not this.
-- Safe to run again. What goes for good:
--   column public.beliefs.origin_node_id and its values
--   column public.beliefs.is_local and its values
--   column public.beliefs.federation_id and its values
--   column public.beliefs.visibility and its values
--   column public.beliefs.share_level and its values
--   table public.aggregation_sources and all its rows
--   table public.aggregated_beliefs and all its rows
--   table public.belief_provenance and all its rows
--   table public.belief_trust_annotations and all its rows
--   table public.consensus_votes and all its rows
--   table public.node_trust and all its rows
--   table public.sync_events and all its rows
--   table public.sync_outbound_queue and all its rows
--   table public.sync_state and all its rows
--   table public.tension_resolutions and all its rows
--   table public.user_node_trust and all its rows
--   table public.federation_nodes and all its rows

BEGIN;

DROP VIEW IF EXISTS public.federated_beliefs;

DROP VIEW IF EXISTS public.federation_nodes_with_trust;

DROP VIEW IF EXISTS public.sync_status_overview;

ALTER TABLE IF EXISTS public.beliefs
    DROP COLUMN IF EXISTS origin_node_id,
    DROP COLUMN IF EXISTS is_local,
    DROP COLUMN IF EXISTS federation_id,
    DROP COLUMN IF EXISTS visibility,
    DROP COLUMN IF EXISTS share_level;

DROP TABLE IF EXISTS public.aggregation_sources;

DROP TABLE IF EXISTS public.aggregated_beliefs;

DROP TABLE IF EXISTS public.belief_provenance;

DROP TABLE IF EXISTS public.belief_trust_annotations;

DROP TABLE IF EXISTS public.consensus_votes;

DROP TABLE IF EXISTS public.node_trust;

DROP TABLE IF EXISTS public.sync_events;

DROP TABLE IF EXISTS public.sync_outbound_queue;

DROP TABLE IF EXISTS public.sync_state;

DROP TABLE IF EXISTS public.tension_resolutions;

DROP TABLE IF EXISTS public.user_node_trust;

DROP TABLE IF EXISTS public.federation_nodes;

COMMIT;

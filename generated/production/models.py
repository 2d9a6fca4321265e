"""Rows of the schema 001_add_federation_tables, typed.

Written by `vfed-schema generate` from the model: change that, not this.

No class for public.beliefs, public.tensions: their columns are not all ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, NotRequired, TypeAlias, TypedDict
from uuid import UUID

__all__ = [
    "SCHEMA_VERSION",
    "AggregatedBelief",
    "AggregationSource",
    "BeliefProvenance",
    "BeliefProvenanceShareLevel",
    "BeliefShareLevel",
    "BeliefTrustAnnotation",
    "BeliefTrustAnnotationType",
    "BeliefVisibility",
    "ConsensusVote",
    "ConsensusVoteVote",
    "FederatedBelief",
    "FederationNode",
    "FederationNodeCapability",
    "FederationNodeStatus",
    "FederationNodeTrustPhase",
    "FederationNodeWithTrust",
    "Json",
    "NewAggregatedBelief",
    "NewAggregationSource",
    "NewBeliefProvenance",
    "NewBeliefTrustAnnotation",
    "NewConsensusVote",
    "NewFederationNode",
    "NewNodeTrust",
    "NewOutboundSync",
    "NewSyncEvent",
    "NewSyncState",
    "NewTensionResolution",
    "NewUserNodeTrust",
    "NodeTrust",
    "OutboundSync",
    "OutboundSyncOperation",
    "OutboundSyncStatus",
    "SyncEvent",
    "SyncEventDirection",
    "SyncEventType",
    "SyncState",
    "SyncStateStatus",
    "SyncStatus",
    "TensionResolution",
    "TensionResolutionConsensusMethod",
    "TensionResolutionProposedResolution",
    "TensionResolutionStatus",
    "UserNodeTrust",
    "UserNodeTrustPreference",
]

SCHEMA_VERSION: Final = "001_add_federation_tables"

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
"""What JSON may hold. To write it, wrap it in psycopg's `Json` or `Jsonb`."""

BeliefProvenanceShareLevel: TypeAlias = Literal["belief_only", "with_provenance", "full"]
BeliefTrustAnnotationType: TypeAlias = Literal["corroboration", "dispute", "endorsement", "flag"]
ConsensusVoteVote: TypeAlias = Literal["support", "oppose", "abstain"]
FederationNodeCapability: TypeAlias = Literal[
    "belief_sync", "aggregation_participate", "aggregation_publish"
]
FederationNodeStatus: TypeAlias = Literal[
    "discovered", "connecting", "active", "suspended", "unreachable"
]
FederationNodeTrustPhase: TypeAlias = Literal["observer", "contributor", "participant", "anchor"]
SyncEventType: TypeAlias = Literal[
    "sync_started",
    "sync_completed",
    "sync_failed",
    "belief_sent",
    "belief_received",
    "cursor_updated",
    "conflict_detected",
    "conflict_resolved",
]
SyncEventDirection: TypeAlias = Literal["inbound", "outbound"]
OutboundSyncOperation: TypeAlias = Literal[
    "share_belief", "update_belief", "supersede_belief", "share_tension"
]
OutboundSyncStatus: TypeAlias = Literal["pending", "processing", "sent", "failed", "cancelled"]
SyncStateStatus: TypeAlias = Literal["idle", "syncing", "error", "paused"]
TensionResolutionProposedResolution: TypeAlias = Literal[
    "supersede_a", "supersede_b", "accept_both", "merge", "refer_to_authority"
]
TensionResolutionConsensusMethod: TypeAlias = Literal[
    "trust_weighted", "unanimous", "majority", "authority"
]
TensionResolutionStatus: TypeAlias = Literal[
    "proposed", "voting", "accepted", "rejected", "implemented"
]
UserNodeTrustPreference: TypeAlias = Literal[
    "blocked", "reduced", "automatic", "elevated", "anchor"
]
BeliefVisibility: TypeAlias = Literal["private", "trusted", "federated", "public"]
BeliefShareLevel: TypeAlias = Literal["belief_only", "with_provenance", "full"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregatedBelief:
    """What many nodes think about one question, without saying who thinks what

    A row of public.aggregated_beliefs.
    """

    id: UUID
    """Name of the aggregate"""
    query_hash: str
    """SHA-256 of the question in its normal form, so that it is asked once"""
    query_domain: list[str]
    """Field of knowledge that was asked about"""
    query_semantic: str | None
    """The question in words"""
    collective_confidence: Decimal
    """How sure they are together"""
    agreement_score: Decimal | None
    """How much they agree"""
    contributor_count: int
    """How many contributed"""
    node_count: int
    """From how many nodes"""
    total_belief_count: int | None
    """How many beliefs went into it"""
    stance_summary: str | None
    """What they think, summed up by a language model"""
    key_factors: list[str] | None
    """What decided it"""
    privacy_epsilon: Decimal
    """Privacy budget that was spent"""
    privacy_delta: Decimal
    """Chance that the budget does not hold"""
    privacy_mechanism: str
    """Noise that was added"""
    aggregator_node_id: UUID | None
    """The node that put it together"""
    computed_at: datetime
    """When it was put together"""
    valid_until: datetime | None
    """When to ask anew"""
    metadata: Json | None
    """Anything else about it"""


class NewAggregatedBelief(TypedDict):
    """What an INSERT into public.aggregated_beliefs needs, and what it may say."""

    id: NotRequired[UUID]
    query_hash: str
    query_domain: NotRequired[list[str]]
    query_semantic: NotRequired[str | None]
    collective_confidence: Decimal
    agreement_score: NotRequired[Decimal | None]
    contributor_count: int
    node_count: int
    total_belief_count: NotRequired[int | None]
    stance_summary: NotRequired[str | None]
    key_factors: NotRequired[list[str] | None]
    privacy_epsilon: Decimal
    privacy_delta: Decimal
    privacy_mechanism: NotRequired[str]
    aggregator_node_id: NotRequired[UUID | None]
    computed_at: NotRequired[datetime]
    valid_until: NotRequired[datetime | None]
    metadata: NotRequired[Json | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregationSource:
    """Contributions to an aggregate, from sources that cannot be told

    A row of public.aggregation_sources.
    """

    id: UUID
    """Name of the contribution"""
    aggregated_belief_id: UUID
    """The aggregate it went into"""
    source_hash: str
    """Salted SHA-256 of the node's DID: tells sources apart and no more"""
    contribution_weight: Decimal
    """How much it counted"""
    local_confidence: Decimal | None
    """How sure the source was"""
    local_belief_count: int | None
    """How many beliefs of its own it put in"""
    contributed_at: datetime
    """When it came in"""


class NewAggregationSource(TypedDict):
    """What an INSERT into public.aggregation_sources needs, and what it may say."""

    id: NotRequired[UUID]
    aggregated_belief_id: UUID
    source_hash: str
    contribution_weight: Decimal
    local_confidence: NotRequired[Decimal | None]
    local_belief_count: NotRequired[int | None]
    contributed_at: NotRequired[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeliefProvenance:
    """How a belief from elsewhere came to us, and the proof of it

    A row of public.belief_provenance.
    """

    id: UUID
    """Name of this record"""
    belief_id: UUID
    """Our copy of the belief"""
    federation_id: UUID
    """The name that the belief has on every node"""
    origin_node_id: UUID
    """The node where it was formed"""
    origin_belief_id: UUID
    """Its id on that node"""
    origin_signature: str
    """What that node signed it with"""
    signed_at: datetime
    """When it was signed"""
    signature_verified: bool | None
    """True once we have checked the signature"""
    hop_count: int
    """How many nodes handed it on"""
    federation_path: list[str]
    """The DIDs of these nodes, the origin first"""
    share_level: BeliefProvenanceShareLevel
    """How much of it was shared with us"""
    received_at: datetime
    """When it reached us"""


class NewBeliefProvenance(TypedDict):
    """What an INSERT into public.belief_provenance needs, and what it may say."""

    id: NotRequired[UUID]
    belief_id: UUID
    federation_id: UUID
    origin_node_id: UUID
    origin_belief_id: UUID
    origin_signature: str
    signed_at: datetime
    signature_verified: NotRequired[bool | None]
    hop_count: NotRequired[int]
    federation_path: NotRequired[list[str]]
    share_level: NotRequired[BeliefProvenanceShareLevel]
    received_at: NotRequired[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeliefTrustAnnotation:
    """What other nodes make of a single belief

    A row of public.belief_trust_annotations.
    """

    id: UUID
    """Name of this record"""
    belief_id: UUID
    """The belief that is spoken of"""
    type: BeliefTrustAnnotationType
    """What is said of it"""
    source_node_id: UUID | None
    """Who said so; empty once that node is gone"""
    corroboration_attestation: Json | None
    """What a corroboration rests on: hash of the claim, level, boost"""
    confidence_delta: Decimal | None
    """How much it moves our confidence"""
    created_at: datetime
    """When it was said"""
    expires_at: datetime | None
    """When it no longer counts"""


class NewBeliefTrustAnnotation(TypedDict):
    """What an INSERT into public.belief_trust_annotations needs, and what it may say."""

    id: NotRequired[UUID]
    belief_id: UUID
    type: BeliefTrustAnnotationType
    source_node_id: NotRequired[UUID | None]
    corroboration_attestation: NotRequired[Json | None]
    confidence_delta: NotRequired[Decimal | None]
    created_at: NotRequired[datetime]
    expires_at: NotRequired[datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsensusVote:
    """One node's vote on one proposal

    A row of public.consensus_votes.
    """

    id: UUID
    """Name of the vote"""
    resolution_id: UUID
    """The proposal"""
    voter_node_id: UUID
    """Who votes"""
    vote: ConsensusVoteVote
    """For or against"""
    vote_weight: Decimal
    """What it counts: the trust in the voter at that time"""
    rationale: str | None
    """Why it votes so"""
    signature: str
    """The voter's signature over its vote"""
    voted_at: datetime
    """When it voted"""


class NewConsensusVote(TypedDict):
    """What an INSERT into public.consensus_votes needs, and what it may say."""

    id: NotRequired[UUID]
    resolution_id: UUID
    voter_node_id: UUID
    vote: ConsensusVoteVote
    vote_weight: Decimal
    rationale: NotRequired[str | None]
    signature: str
    voted_at: NotRequired[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class FederationNode:
    """Every node we have heard of, how to reach it, and how far we have come with it

    A row of public.federation_nodes.
    """

    id: UUID
    """Our own name for the node"""
    did: str
    """The node's decentralised identifier, such as did:vkb:web:example.org"""
    federation_endpoint: str | None
    """URL where the node speaks the federation protocol"""
    mcp_endpoint: str | None
    """URL where the node speaks MCP"""
    public_key_multibase: str
    """Ed25519 key that its signatures are checked with, in multibase"""
    name: str | None
    """What the node calls itself"""
    domains: list[str] | None
    """Fields of knowledge that it says it knows about"""
    capabilities: list[FederationNodeCapability]
    """What it can do for its peers"""
    status: FederationNodeStatus
    """Where the connection stands"""
    trust_phase: FederationNodeTrustPhase
    """How much it may do, growing with the trust it has earned"""
    phase_started_at: datetime
    """When it entered its trust phase"""
    protocol_version: str
    """Version of the federation protocol that it speaks"""
    discovered_at: datetime
    """When we first heard of it"""
    last_seen_at: datetime | None
    """When it last answered"""
    last_sync_at: datetime | None
    """When the last exchange with it was complete"""
    metadata: Json | None
    """Anything else that it tells about itself"""


class NewFederationNode(TypedDict):
    """What an INSERT into public.federation_nodes needs, and what it may say."""

    id: NotRequired[UUID]
    did: str
    federation_endpoint: NotRequired[str | None]
    mcp_endpoint: NotRequired[str | None]
    public_key_multibase: str
    name: NotRequired[str | None]
    domains: NotRequired[list[str] | None]
    capabilities: NotRequired[list[FederationNodeCapability]]
    status: NotRequired[FederationNodeStatus]
    trust_phase: NotRequired[FederationNodeTrustPhase]
    phase_started_at: NotRequired[datetime]
    protocol_version: NotRequired[str]
    discovered_at: NotRequired[datetime]
    last_seen_at: NotRequired[datetime | None]
    last_sync_at: NotRequired[datetime | None]
    metadata: NotRequired[Json | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeTrust:
    """How far we trust a node, and what that rests on

    A row of public.node_trust.
    """

    id: UUID
    """Name of this record"""
    node_id: UUID
    """The node that is trusted"""
    trust: Json
    """Scores from 0 to 1 by dimension; `overall` sums them up, `domain_expertise` nests one per
    field
    """
    beliefs_received: int | None
    """Beliefs it has sent us"""
    beliefs_corroborated: int | None
    """How many of them others confirmed"""
    beliefs_disputed: int | None
    """How many of them others denied"""
    sync_requests_served: int | None
    """Requests for sync that it answered"""
    aggregation_participations: int | None
    """Aggregations it took part in"""
    endorsements_received: int | None
    """Nodes that vouched for it"""
    endorsements_given: int | None
    """Nodes it vouched for"""
    relationship_started_at: datetime
    """When we began to deal with it"""
    last_interaction_at: datetime | None
    """When we last dealt with it"""
    manual_trust_adjustment: Decimal | None
    """Added to the score by a person"""
    adjustment_reason: str | None
    """Why that person did"""
    created_at: datetime
    """When the record was made"""
    modified_at: datetime
    """When it last changed"""


class NewNodeTrust(TypedDict):
    """What an INSERT into public.node_trust needs, and what it may say."""

    id: NotRequired[UUID]
    node_id: UUID
    trust: NotRequired[Json]
    beliefs_received: NotRequired[int | None]
    beliefs_corroborated: NotRequired[int | None]
    beliefs_disputed: NotRequired[int | None]
    sync_requests_served: NotRequired[int | None]
    aggregation_participations: NotRequired[int | None]
    endorsements_received: NotRequired[int | None]
    endorsements_given: NotRequired[int | None]
    relationship_started_at: NotRequired[datetime]
    last_interaction_at: NotRequired[datetime | None]
    manual_trust_adjustment: NotRequired[Decimal | None]
    adjustment_reason: NotRequired[str | None]
    created_at: NotRequired[datetime]
    modified_at: NotRequired[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncEvent:
    """What happened in the exchange with peers, for those who look into it later

    A row of public.sync_events.
    """

    id: UUID
    """Name of the event"""
    node_id: UUID
    """The peer"""
    event_type: SyncEventType
    """What happened"""
    details: Json | None
    """More about it"""
    direction: SyncEventDirection
    """Whether it came in or went out"""
    belief_id: UUID | None
    """The belief that it was about, if any"""
    occurred_at: datetime
    """When it happened"""


class NewSyncEvent(TypedDict):
    """What an INSERT into public.sync_events needs, and what it may say."""

    id: NotRequired[UUID]
    node_id: UUID
    event_type: SyncEventType
    details: NotRequired[Json | None]
    direction: NotRequired[SyncEventDirection]
    belief_id: NotRequired[UUID | None]
    occurred_at: NotRequired[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundSync:
    """What is still to be sent, and to whom

    A row of public.sync_outbound_queue.
    """

    id: UUID
    """Name of the entry"""
    target_node_id: UUID | None
    """Who is to get it; empty means everybody"""
    operation: OutboundSyncOperation
    """What is to be done"""
    belief_id: UUID | None
    """The belief that it is about"""
    payload: Json | None
    """What is sent"""
    priority: int
    """From 1 for at once to 10 for whenever"""
    status: OutboundSyncStatus
    """How far it has come"""
    attempts: int | None
    """How often it was tried"""
    max_attempts: int | None
    """How often it may be"""
    last_attempt_at: datetime | None
    """When it was last tried"""
    last_error: str | None
    """Why that failed"""
    created_at: datetime
    """When it was put in"""
    scheduled_for: datetime
    """Not to be sent before"""


class NewOutboundSync(TypedDict):
    """What an INSERT into public.sync_outbound_queue needs, and what it may say."""

    id: NotRequired[UUID]
    target_node_id: NotRequired[UUID | None]
    operation: OutboundSyncOperation
    belief_id: NotRequired[UUID | None]
    payload: NotRequired[Json | None]
    priority: NotRequired[int]
    status: NotRequired[OutboundSyncStatus]
    attempts: NotRequired[int | None]
    max_attempts: NotRequired[int | None]
    last_attempt_at: NotRequired[datetime | None]
    last_error: NotRequired[str | None]
    created_at: NotRequired[datetime]
    scheduled_for: NotRequired[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """How far the exchange with a peer has come

    A row of public.sync_state.
    """

    id: UUID
    """Name of this record"""
    node_id: UUID
    """The peer"""
    last_received_cursor: str | None
    """Where to go on receiving"""
    last_sent_cursor: str | None
    """Where to go on sending"""
    vector_clock: Json
    """Last sequence number seen, by DID; orders changes that cross"""
    status: SyncStateStatus
    """What is going on"""
    beliefs_sent: int | None
    """Beliefs sent so far"""
    beliefs_received: int | None
    """Beliefs received so far"""
    last_sync_duration_ms: int | None
    """How long the last exchange took, in milliseconds"""
    last_error: str | None
    """What went wrong last"""
    error_count: int | None
    """How often something went wrong"""
    last_sync_at: datetime | None
    """When the last exchange ended"""
    next_sync_scheduled: datetime | None
    """When the next is due"""
    created_at: datetime
    """When the record was made"""
    modified_at: datetime
    """When it last changed"""


class NewSyncState(TypedDict):
    """What an INSERT into public.sync_state needs, and what it may say."""

    id: NotRequired[UUID]
    node_id: UUID
    last_received_cursor: NotRequired[str | None]
    last_sent_cursor: NotRequired[str | None]
    vector_clock: NotRequired[Json]
    status: NotRequired[SyncStateStatus]
    beliefs_sent: NotRequired[int | None]
    beliefs_received: NotRequired[int | None]
    last_sync_duration_ms: NotRequired[int | None]
    last_error: NotRequired[str | None]
    error_count: NotRequired[int | None]
    last_sync_at: NotRequired[datetime | None]
    next_sync_scheduled: NotRequired[datetime | None]
    created_at: NotRequired[datetime]
    modified_at: NotRequired[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionResolution:
    """Proposals to end a contradiction, and how the vote on them stands

    A row of public.tension_resolutions.
    """

    id: UUID
    """Name of the proposal"""
    tension_id: UUID | None
    """The tension here, if it was found here"""
    is_cross_node: bool
    """True if the two beliefs are on different nodes"""
    node_a_id: UUID | None
    """The node of the one belief"""
    node_b_id: UUID | None
    """The node of the other"""
    proposed_resolution: TensionResolutionProposedResolution
    """What should happen"""
    resolution_rationale: str | None
    """Why it should"""
    proposed_by_node_id: UUID | None
    """Who proposed it"""
    proposed_at: datetime
    """When it was proposed"""
    consensus_method: TensionResolutionConsensusMethod
    """How the votes are counted"""
    consensus_threshold: Decimal | None
    """Support that it takes to be accepted"""
    current_support: Decimal | None
    """Support that it has"""
    status: TensionResolutionStatus
    """How far it has come"""
    resolved_at: datetime | None
    """When it was decided"""
    winning_belief_id: UUID | None
    """The belief that stays"""
    superseded_belief_id: UUID | None
    """The belief that gives way"""


class NewTensionResolution(TypedDict):
    """What an INSERT into public.tension_resolutions needs, and what it may say."""

    id: NotRequired[UUID]
    tension_id: NotRequired[UUID | None]
    is_cross_node: NotRequired[bool]
    node_a_id: NotRequired[UUID | None]
    node_b_id: NotRequired[UUID | None]
    proposed_resolution: TensionResolutionProposedResolution
    resolution_rationale: NotRequired[str | None]
    proposed_by_node_id: NotRequired[UUID | None]
    proposed_at: NotRequired[datetime]
    consensus_method: NotRequired[TensionResolutionConsensusMethod]
    consensus_threshold: NotRequired[Decimal | None]
    current_support: NotRequired[Decimal | None]
    status: NotRequired[TensionResolutionStatus]
    resolved_at: NotRequired[datetime | None]
    winning_belief_id: NotRequired[UUID | None]
    superseded_belief_id: NotRequired[UUID | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserNodeTrust:
    """What the user says about a node, whatever the computed trust may be

    A row of public.user_node_trust.
    """

    id: UUID
    """Name of this record"""
    node_id: UUID
    """The node in question"""
    trust_preference: UserNodeTrustPreference
    """The user's choice"""
    manual_trust_score: Decimal | None
    """A score by hand that replaces the computed one"""
    reason: str | None
    """Why the user chose so"""
    domain_overrides: Json | None
    """Other choices by field of knowledge, such as tech: elevated"""
    created_at: datetime
    """When the record was made"""
    modified_at: datetime
    """When it last changed"""


class NewUserNodeTrust(TypedDict):
    """What an INSERT into public.user_node_trust needs, and what it may say."""

    id: NotRequired[UUID]
    node_id: UUID
    trust_preference: NotRequired[UserNodeTrustPreference]
    manual_trust_score: NotRequired[Decimal | None]
    reason: NotRequired[str | None]
    domain_overrides: NotRequired[Json | None]
    created_at: NotRequired[datetime]
    modified_at: NotRequired[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class FederatedBelief:
    """Beliefs from elsewhere, with the way they came

    A row of public.federated_beliefs.
    """

    id: UUID
    content: str
    confidence: Json
    domain_path: list[str]
    valid_from: datetime | None
    valid_until: datetime | None
    created_at: datetime
    modified_at: datetime
    supersedes_id: UUID | None
    superseded_by_id: UUID | None
    status: str
    content_search: str | None
    origin_node_id: UUID | None
    """The node that a belief came from; empty for our own"""
    is_local: bool
    """True for beliefs that were formed here"""
    federation_id: UUID | None
    """The name that a belief has on every node"""
    visibility: BeliefVisibility
    """Who may see it"""
    share_level: BeliefShareLevel
    """How much of it goes along when it is shared"""
    provenance_federation_id: UUID
    """The name on every node, as the provenance has it"""
    provenance_origin_node_id: UUID
    """The node of origin, as the provenance has it"""
    hop_count: int
    """How many nodes handed it on"""
    federation_path: list[str]
    """The DIDs of these nodes, the origin first"""
    received_share_level: BeliefProvenanceShareLevel
    """How much was shared with us"""
    origin_did: str
    """DID of the node of origin"""
    origin_name: str | None
    """What that node calls itself"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FederationNodeWithTrust:
    """Nodes beside the trust in them, computed and chosen

    A row of public.federation_nodes_with_trust.
    """

    id: UUID
    """Our own name for the node"""
    did: str
    """The node's decentralised identifier, such as did:vkb:web:example.org"""
    federation_endpoint: str | None
    """URL where the node speaks the federation protocol"""
    mcp_endpoint: str | None
    """URL where the node speaks MCP"""
    public_key_multibase: str
    """Ed25519 key that its signatures are checked with, in multibase"""
    name: str | None
    """What the node calls itself"""
    domains: list[str] | None
    """Fields of knowledge that it says it knows about"""
    capabilities: list[FederationNodeCapability]
    """What it can do for its peers"""
    status: FederationNodeStatus
    """Where the connection stands"""
    trust_phase: FederationNodeTrustPhase
    """How much it may do, growing with the trust it has earned"""
    phase_started_at: datetime
    """When it entered its trust phase"""
    protocol_version: str
    """Version of the federation protocol that it speaks"""
    discovered_at: datetime
    """When we first heard of it"""
    last_seen_at: datetime | None
    """When it last answered"""
    last_sync_at: datetime | None
    """When the last exchange with it was complete"""
    metadata: Json | None
    """Anything else that it tells about itself"""
    trust: Json | None
    """Scores from 0 to 1 by dimension; `overall` sums them up, `domain_expertise` nests one per
    field
    """
    trust_overall: Decimal | None
    beliefs_received: int | None
    """Beliefs it has sent us"""
    beliefs_corroborated: int | None
    """How many of them others confirmed"""
    user_preference: UserNodeTrustPreference | None
    """The user's choice"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """How the exchange with every active node stands

    A row of public.sync_status_overview.
    """

    node_id: UUID
    """Our own name for the node"""
    did: str
    """The node's decentralised identifier, such as did:vkb:web:example.org"""
    name: str | None
    """What the node calls itself"""
    node_status: FederationNodeStatus
    """Where the connection stands"""
    sync_status: SyncStateStatus | None
    """What is going on"""
    last_sync_at: datetime | None
    """When the last exchange ended"""
    beliefs_sent: int | None
    """Beliefs sent so far"""
    beliefs_received: int | None
    """Beliefs received so far"""
    error_count: int | None
    """How often something went wrong"""

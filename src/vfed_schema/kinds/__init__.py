"""The kinds of object we manage, in the order they are usually created.

To add one: write its file, add its line here, add a folder under tests/scenarios/.
"""

from __future__ import annotations

from ..objects import Object
from .access_method import AccessMethod
from .aggregate import Aggregate
from .base_type import BaseType, ShellType
from .cast import Cast
from .check import Check
from .collation import Collation
from .column import Column
from .comment import Comment
from .composite import Composite
from .conversion import Conversion
from .data import Data
from .default_privileges import DefaultPrivileges
from .domain import Domain
from .domain_check import DomainCheck
from .enum import Enum
from .event_trigger import EventTrigger
from .exclude import Exclude
from .extension import Extension
from .foreign import ForeignDataWrapper, ForeignServer, UserMapping
from .foreign_key import ForeignKey
from .index import Index
from .key import PrimaryKey, Unique
from .language import Language, Transform
from .materialized_view import MaterializedView
from .operator import Operator
from .operator_class import OperatorClass, OperatorFamily
from .owner import Owner
from .policy import Policy
from .privileges import Privileges
from .publication import Publication
from .query import Query
from .range import Range
from .replica_identity import ReplicaIdentity
from .routine import Function, Procedure
from .rule import Rule
from .sample import Sample
from .schema import Schema
from .sequence import Sequence
from .sequence_owner import SequenceOwner
from .silence import Silence
from .statistics import Statistics
from .table import Table
from .text_search import (
    TextSearchConfiguration,
    TextSearchDictionary,
    TextSearchParser,
    TextSearchTemplate,
)
from .trigger import Trigger
from .unmanaged import Unmanaged
from .view import View

KINDS: tuple[type[Object], ...] = (
    Schema,
    Extension,
    Language,
    AccessMethod,
    Collation,
    Conversion,
    ShellType,
    BaseType,
    Enum,
    Domain,
    DomainCheck,
    Composite,
    Range,
    Cast,
    Operator,
    OperatorFamily,
    OperatorClass,
    Transform,
    TextSearchParser,
    TextSearchTemplate,
    TextSearchDictionary,
    TextSearchConfiguration,
    ForeignDataWrapper,
    ForeignServer,
    UserMapping,
    Sequence,
    Unmanaged,
    Table,
    Column,
    PrimaryKey,
    Unique,
    Check,
    Exclude,
    Index,
    SequenceOwner,
    ReplicaIdentity,
    ForeignKey,
    Statistics,
    Data,
    Sample,
    Query,
    View,
    MaterializedView,
    Function,
    Procedure,
    Aggregate,
    Trigger,
    Rule,
    Policy,
    EventTrigger,
    Publication,
    DefaultPrivileges,
    Privileges,
    Owner,
    Comment,
    Silence,
)

BY_NAME = {kind.kind: kind for kind in KINDS}

"""The databases of a federation: how each stands to the model, and how all are brought there."""

from .file import Node, read_nodes
from .pool import Done, each
from .standing import Judge, Standing

__all__ = ["Done", "Judge", "Node", "Standing", "each", "read_nodes"]

"""One graph of everything to do, and one stable order of it."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..errors import PlanError
from ..kinds import KINDS
from ..model import Context
from ..objects import Object
from ..record import replace
from ..ref import Ref
from ..sql import unquoted
from ..step import Lock, Step
from .work import Work

_RANK = {kind.kind: i for i, kind in enumerate(KINDS)}

DROP, MAKE, LATE, TAIL = 0, 1, 2, 3


class Node(NamedTuple):
    """Drop an object, make (create or alter) it, or drop late the one it superseded.

    The tail of making one is what needs a transaction of its own: it comes when all else is done.
    """

    verb: int
    ref: Ref

    def __str__(self) -> str:
        return f"{('drop', 'make', 'drop the old', 'finish')[self.verb]} {self.ref}"


class Order:
    """What comes before what, and whose statement does whose work.

    Where carrying a drop along with its parent's, or writing an object inside its parent's CREATE,
    would go round in a circle, it gets a statement of its own; where that is not enough, an
    alteration of something without rows becomes a drop and a remake.
    """

    def __init__(self, todo: Work, context: Context) -> None:
        self.alone: set[Node] = set()
        self.doubted: set[tuple[Node, Node]] = set()
        self._guessed: set[tuple[Node, Node]] = set()
        self._take(todo, context)
        while ring := self._settle():
            self._break(ring)

    def _take(self, todo: Work, context: Context) -> None:
        self.todo = todo
        self.context = replace(
            context, new=todo.new, superseded=todo.superseded, handed=todo.handed
        )
        self.carried = _carried(todo)
        self.kept = {ref.path for ref in todo.handed}
        self.fresh = {ref.path for ref in todo.new} - self.kept
        self.fresh -= {ref.path for ref in todo.handed.values()}
        self.absorbed = {
            gone: ref
            for ref in todo.new
            for gone in todo.after[ref].absorbs(todo.before)
            if gone in todo.drops and gone not in todo.makes
        }

    def nodes(self) -> Iterator[Node]:
        """Yield every node that has a statement, in an order that works."""
        return iter(self.order)

    def steps(self, node: Node) -> tuple[Step, ...]:
        """Return the statements of a node."""
        return self.said[node]

    def _settle(self) -> list[Node]:
        """Build the graph and put it in order; return a circle if there is one."""
        self._doers: dict[Node, Node] = {}
        self._inlines: set[Ref] = set()
        nodes = [Node(DROP, r) for r in self.todo.drops if self.todo.before[r].managed]
        nodes += [Node(MAKE, r) for r in self.todo.makes]
        nodes += [Node(LATE, r) for r in self.todo.superseded]
        self.context = replace(
            self.context,
            inlined={
                parent: tuple(sorted((self.todo.after[r] for r in refs), key=_place))
                for parent, refs in self._inlined(nodes).items()
            },
        )
        doers = {self.doer(n) for n in nodes}
        self.said = {n: tuple(self._say(n)) for n in doers}
        self._cut_tails(doers)
        self.graph = self._graph(doers)
        self.order, ring = _sorted(self.graph, self._key)
        return ring

    def _cut_tails(self, doers: set[Node]) -> None:
        self._tailed: set[Ref] = set()
        for node in list(doers):
            steps = self.said[node]
            at = next((i for i, step in enumerate(steps) if step.apart and i), 0)
            if at and node.verb == MAKE:
                tail = Node(TAIL, node.ref)
                self.said[node], self.said[tail] = steps[:at], steps[at:]
                doers.add(tail)
                self._tailed.add(node.ref)

    def _inlined(self, nodes: Iterable[Node]) -> dict[Ref, list[Ref]]:
        found: dict[Ref, list[Ref]] = {}
        new, after = self.todo.new, self.todo.after
        for node in nodes:
            obj = after[node.ref] if node.verb == MAKE and node.ref in new else None
            if obj is None or not obj.inline or node in self.alone:
                continue
            parent = obj.parent
            if parent in new:
                assert parent is not None
                found.setdefault(parent, []).append(node.ref)
                self._inlines.add(node.ref)
        return found

    def doer(self, node: Node) -> Node:
        """Return the node whose statement does this node's work: itself, or another's."""
        found = self._doers.get(node)
        if found is None:
            found = self._doers[node] = self._doer(node)
        return found

    def _doer(self, node: Node) -> Node:
        if node in self.alone:
            return node
        if node.verb == DROP and node.ref in self.absorbed:
            return Node(MAKE, self.absorbed[node.ref])
        if node.verb == DROP and node.ref in self.carried:
            return self.doer(Node(DROP, self.carried[node.ref]))
        if node.verb == MAKE and (node.ref in self._inlines or self._given_back(node.ref)):
            parent = self.todo.after[node.ref].parent
            assert parent is not None
            return Node(MAKE, parent)
        return node

    def _given_back(self, ref: Ref) -> bool:
        """True if an object is on the table already that takes another's place."""
        obj = self.todo.after[ref]
        home = obj.parent if obj.rides and ref in self.todo.new else None
        return home is not None and self.todo.handed.get(home) in self.todo.before

    def _say(self, node: Node) -> Iterator[Step]:
        todo, context, ref = self.todo, self.context, node.ref
        if node.verb == DROP or node.verb == LATE:
            late = frozenset({ref}) if node.verb == LATE else frozenset()
            steps = todo.before[ref].drop(replace(context, superseded=late))
        elif ref in todo.new:
            steps = self._create(todo.after[ref])
        else:
            steps = todo.after[ref].alter(todo.before[ref], context)
        obj = todo.before[ref] if node.verb in (DROP, LATE) else todo.after[ref]
        scratch = todo.before.provable(ref) and todo.after.provable(ref)
        for step in steps:
            told = self._quiet(step)
            told["refs"] = step.refs or (ref,)
            if obj.elevated:
                told["elevated"] = True
            if not scratch:
                told["scratch"] = False
            yield replace(step, **told)

    def _quiet(self, step: Step) -> dict[str, Any]:
        """Return what a step does not cost on what this plan makes: nobody is there yet."""
        if step.table in self.kept and not step.early:
            return {"scans": False, "builds": False, "doubt": ""}  # it has its indexes
        if step.table not in self.fresh:
            return {}
        return {
            "lock": Lock.NONE, "scans": False, "rewrites": False, "builds": False, "doubt": ""
        }  # fmt: skip

    def _create(self, obj: Object) -> Iterator[Step]:
        inlined = self.context.inline(obj.ref)
        for step in obj.create(self.context):
            yield replace(step, refs=(obj.ref, *(o.ref for o in inlined))) if inlined else step
        if obj.ref not in self.context.handed or obj.split:
            for child in self.context.inline(obj.ref):
                yield from child.finish(self.context)

    def _graph(self, doers: set[Node]) -> dict[Node, set[Node]]:
        graph: dict[Node, set[Node]] = {n: set() for n in doers}
        for node, all_before in self._edges():
            second = self.doer(node)
            graph[second].update(map(self.doer, all_before))
            graph[second].discard(second)
        self._guessed = set()
        for node, before in _guesses(self.todo):
            edge = (self.doer(node), self.doer(before))
            if edge[0] != edge[1] and edge[1] not in graph[edge[0]] and edge not in self.doubted:
                graph[edge[0]].add(edge[1])
                self._guessed.add(edge)
        return graph

    def _causes(self, ring: Iterable[tuple[Node, Node]]) -> dict[tuple[Node, Node], set[Node]]:
        """Return for each edge of a circle the nodes that would take their order along with them.

        That is, had they a statement of their own.
        """
        found: dict[tuple[Node, Node], set[Node]] = {edge: set() for edge in ring}
        for node, all_before in self._edges():
            for before in all_before:
                edge = (self.doer(node), self.doer(before))
                if edge in found:
                    found[edge] |= self._held(node, before)
        return found

    def _held(self, node: Node, before: Node) -> set[Node]:
        for each in (before, node) if node.verb == DROP else (node, before):
            if self.doer(each) != each:
                return {each}
        return set()

    def _edges(self) -> Iterator[tuple[Node, Iterable[Node]]]:
        """Yield a node with those that must come before it, perhaps more than once."""
        todo = self.todo
        drops = {r for r in todo.drops if todo.before[r].managed}
        for ref in drops:
            users = todo.before.users(ref)
            before = [Node(DROP, user) for user in users & drops]
            if todo.makes:
                before += [Node(MAKE, user) for user in (users & todo.makes) - drops]
            yield Node(DROP, ref), before
        for ref in todo.makes:
            yield Node(MAKE, ref), self._before(ref, drops)
            if ref in self._tailed:
                yield Node(TAIL, ref), (Node(MAKE, ref),)
        yield from self._late()
        yield from self._clashes(drops)

    def _before(self, ref: Ref, drops: set[Ref]) -> Iterator[Node]:
        """Yield what must come before an object is made."""
        todo = self.todo
        for used in todo.after.uses(ref):
            if used in todo.makes:
                yield Node(MAKE, used)
                if used in self._tailed and not todo.after[ref].facet:
                    yield Node(TAIL, used)
        if ref in drops:
            yield Node(DROP, ref)
        elif drops and ref in todo.before:
            yield from (Node(DROP, user) for user in todo.before.users(ref) & drops)

    def _late(self) -> Iterator[tuple[Node, Iterable[Node]]]:
        for ref in self.todo.superseded:
            users = self.todo.before.users(ref)
            yield Node(LATE, ref), [Node(MAKE, user) for user in {ref} | (users & self.todo.makes)]
            yield Node(LATE, ref), [Node(DROP, user) for user in users & self.todo.drops]

    def _clashes(self, drops: set[Ref]) -> Iterator[tuple[Node, Iterable[Node]]]:
        """Let a name be free before it is taken again."""
        before, after = self.todo.before, self.todo.after
        if not self.todo.makes:
            return
        freed: dict[tuple[str, ...], Node] = {}
        for ref in drops:
            freed |= dict.fromkeys(before[ref].claims(), Node(DROP, ref))
        altered = self.todo.makes - self.todo.new
        for ref in altered:
            given = {*before[ref].claims()} - {*after[ref].claims()}
            freed |= dict.fromkeys(given, Node(MAKE, ref))
        for ref in self.todo.makes if freed else ():
            kept = before[ref].claims() if ref in altered else ()
            for claim in {*after[ref].claims()} - {*kept}:
                if claim in freed and freed[claim] != Node(MAKE, ref):
                    yield Node(MAKE, ref), (freed[claim],)

    def _break(self, ring: list[Node]) -> None:
        """Take a circle apart, the gentlest way first."""
        edges = list(zip(ring, [*ring[1:], ring[0]], strict=True))
        if doubted := self._guessed & set(edges):
            self.doubted |= doubted
            return
        held = [causes for causes in self._causes(edges).values() if causes]
        if held:
            self.alone |= min(held, key=lambda nodes: (len(nodes), sorted(nodes)))
            return
        again = [
            n.ref
            for n in ring
            if n.verb == MAKE
            and n.ref in self.todo.before
            and n.ref not in self.todo.drops
            and not self.todo.before.holds_rows(n.ref)
        ]
        if not again:
            told = ", ".join(str(n) for n in ring)
            raise PlanError(f"these wait for each other, which is a fault of the tool: {told}")
        self._take(self.todo.remake(again[:1]), self.context)

    def _key(self, node: Node) -> Rank:
        apart = any(not s.early and (not s.in_transaction or s.apart) for s in self.said[node])
        rank = _RANK[node.ref.kind]
        going = node.verb in (DROP, LATE)
        obj = self.todo.before[node.ref] if going else self.todo.after[node.ref]
        home = node.ref.path[:-1]
        place = getattr(obj, "position", 0)
        return apart, node.verb, -rank if node.verb == DROP else rank, home, place, node.ref.path


def _guesses(todo: Work) -> Iterator[tuple[Node, Node]]:
    """Yield what may stand on what by the words of a text: a routine's body, `nextval('name')`.

    A statement may run such a body over rows, of which a copy has none; an order like this costs
    nothing, and gives way to every other.
    """
    texts = {ref: said for ref in todo.makes if (said := todo.after[ref].told())}
    named: dict[str, list[Ref]] = {}
    for ref in todo.makes if texts else ():
        if len(ref.path) == 2:
            named.setdefault(unquoted(todo.after[ref].named()[-1]), []).append(ref)
    for ref, said in texts.items():
        for word in _WORD.findall(said):
            for used in named.get(word, ()):
                if used != ref:
                    yield Node(MAKE, ref), Node(MAKE, used)


_WORD = re.compile(r"\w+")


def _carried(todo: Work) -> dict[Ref, Ref]:
    """Return the objects whose drop comes with another's, each with that other one."""
    carried: dict[Ref, Ref] = {}
    for ref in todo.drops:
        for used, auto in todo.before.uses(ref).items():
            if auto and used in todo.drops and not _stays(todo, ref, used):
                carried.setdefault(ref, used)
        for goes, along in todo.before[ref].carries():
            if goes in todo.drops and along in todo.drops:
                carried[goes] = along
    return carried


def _stays(todo: Work, ref: Ref, used: Ref) -> bool:
    """True if an object would not go with what it stands on, for that hands on its rows."""
    for table, heir in todo.handed.items():
        home = todo.before[used].parent if todo.before[used].rides else used
        if home == table and heir in todo.after:
            return not todo.before[ref].rides
        if heir in todo.before and (heir in (ref, used)):
            return True
    return False


def _place(obj: Object) -> tuple[int, int, tuple[str, ...]]:
    return _RANK[obj.kind], getattr(obj, "position", 0), obj.path


Rank = tuple[bool, int, int, tuple[str, ...], int, tuple[str, ...]]
Key = Callable[[Node], Rank]


def _sorted(graph: Mapping[Node, set[Node]], key: Key) -> tuple[list[Node], list[Node]]:
    """Return the nodes in order, the smallest key first among those that may come; or a circle."""
    waiting = {node: len(before) for node, before in graph.items()}
    followers: dict[Node, list[Node]] = {}
    for node, before in graph.items():
        for first in before:
            followers.setdefault(first, []).append(node)
    ready = [(key(n), n) for n, count in waiting.items() if not count]
    heapq.heapify(ready)
    order = []
    while ready:
        _, node = heapq.heappop(ready)
        order.append(node)
        for follower in followers.get(node, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, (key(follower), follower))
    return order, [] if len(order) == len(graph) else _circle(graph, set(graph) - set(order))


def _circle(graph: Mapping[Node, set[Node]], left: set[Node]) -> list[Node]:
    node, seen = min(left), dict[Node, None]()
    while node not in seen:
        seen[node] = None
        node = min(graph[node] & left)
    path = list(seen)
    return path[path.index(node) :]

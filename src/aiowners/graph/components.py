"""Strongly connected components of a directed graph, without recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def components(successors: Sequence[Sequence[int]]) -> list[list[int]]:
    """Tarjan's algorithm over nodes 0..n-1: each component comes after all that it leads to."""
    count = len(successors)
    index = [-1] * count
    low = [0] * count
    on_path = bytearray(count)
    path: list[int] = []
    result: list[list[int]] = []
    clock = 0
    for root in range(count):
        if index[root] >= 0:
            continue
        if not successors[root]:
            index[root] = clock
            clock += 1
            result.append([root])
            continue
        work = [(root, iter(successors[root]))]
        index[root] = low[root] = clock
        clock += 1
        path.append(root)
        on_path[root] = 1
        while work:
            node, rest = work[-1]
            for after in rest:
                if index[after] < 0:
                    index[after] = low[after] = clock
                    clock += 1
                    path.append(after)
                    on_path[after] = 1
                    work.append((after, iter(successors[after])))
                    break
                if on_path[after] and index[after] < low[node]:
                    low[node] = index[after]
            else:
                work.pop()
                if work and low[node] < low[work[-1][0]]:
                    low[work[-1][0]] = low[node]
                if low[node] == index[node]:
                    cut = len(path) - 1
                    while path[cut] != node:
                        cut -= 1
                    result.append(path[cut:])
                    for member in path[cut:]:
                        on_path[member] = 0
                    del path[cut:]
    return result

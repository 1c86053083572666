"""Headlines are reunited with bodies as an assignment problem.

Titles are not given to the nearest body: the page maker's frames come out of a PDF in any order.  Titles and bodies are
matched by the rare words that they share and by position, all at once (scipy's linear_sum_assignment, after Kuhn
1955).  What position is worth the page itself tells: on some all headlines stand over their bodies, on some behind.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from warehouse.parse.byline import find_tail
from warehouse.parse.draft import Draft, Title
from warehouse.parse.likeness import Floats, mark_grams, read_grams, share_grams, weigh_grams
from warehouse.parse.marks import FLAG
from warehouse.parse.page import FRESH, NOTICE

CONTRAST = 0.6  # what a share counts more where no other body has the like
ABOVE, BELOW = 0.38, 0.30  # what standing right over or behind a body is worth on a page that sets all titles so
OWN, TELLING = 0.4, 3.0  # what words of its own tell, however few of a title's words they are; their weight
CHANCE = 1.0  # weight of words that title and body share by chance
AMONG = 0.05  # right over a later piece of a body
OPENS = 0.6  # right above the signed or dated paragraph of a feature whose parts stand anywhere
INSIDE = -0.2  # a title among the paragraphs of a body is rather a section heading …
BENEATH = -0.6  # … above all where another title stands over the body
WEAK = 0.30  # below this a match waits until the better ones are made
LEFT = 0.12  # below this a match is left open even if no other title and body are left
SURE = 0.35  # contrast from which words alone tell the body
LEAD = 160  # characters of a body whose words count in full
MANY = 60  # articles that no page has; a file of many pages is matched part by part, in linear time
TALL = 6  # lines that no headline exceeds


SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?、")  # 二、2023年工作安排: never a headline
STANDING = re.compile(r"[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff]{2,10}$")  # 回访·我为群众办实事: the name of a column


class Match(NamedTuple):
    """Everything that is known of titles (rows) and bodies (columns) of a page."""

    titles: list[Title]
    drafts: list[Draft]
    shares: Floats
    scores: Floats
    inside: frozenset[float]  # positions of titles among the paragraphs of one body


def assign_titles(drafts: list[Draft], titles: list[Title], inside: frozenset[float] = frozenset()) -> list[Title]:
    """Give each draft its headline; the titles that none claims are returned.  ``inside`` are positions of titles that
    stand among the paragraphs of one body (its ``headings``)."""
    if len(drafts) > MANY:
        return _assign_by_parts(drafts, titles, inside)
    candidates = [title for title in titles if not _is_flag(title) and not SECTION.match(title.text)]
    divided = _divide_titles(candidates, drafts, inside)
    if divided is not candidates:
        titles = sorted([*(title for title in titles if title not in candidates), *divided], key=_read_position)
        candidates = divided
    if drafts and candidates:
        match = _compare(candidates, drafts, inside)
        _assign(match, _group_titles(match), WEAK)
        _assign(match, [group for group in _group_titles(match) if group[0] not in _taken(match)], LEFT)
        _join_strays(match)
    taken = {title.position for draft in drafts for title in draft.headline}
    for draft in drafts:
        for title in draft.headline:
            for span, credits in title.bylines:
                draft.close(span, credits)
        draft.headings = [title for title in draft.headings if title.position not in taken]
    return [title for title in titles if title.position not in taken | inside]


def _read_position(title: Title) -> float:
    return title.position


def _divide_titles(titles: list[Title], drafts: list[Draft], inside: frozenset[float]) -> list[Title]:
    """Divide the runs of title lines that hold several headlines, by the bodies that the lines share their words with.

    Each line of a run goes to one body, so that lines and bodies share most while the body seldom changes (Viterbi):
    a headline's slogan goes with the line beside it, and the next headline begins where another body's words do.
    """
    runs = _find_runs(titles, inside)
    if len(drafts) < 2 or not any(len(title.lines) > 1 for run in runs for title in run):
        return titles
    scores = _sum_words([Title([line], 0, []) for run in runs for title in run for line in title.lines], drafts)
    divided: dict[float, list[Title]] = {}
    low = 0
    for run in runs:
        switch = SWITCH if sum(len(title.lines) for title in run) > FULL else UNLIKELY
        costs = [cost for title in run for cost in (NEXT, *[switch] * (len(title.lines) - 1))]
        bodies = _follow_bodies(scores[low : low + len(costs)], costs)
        low += len(costs)
        at = 0
        for title in run:
            own = bodies[at : at + len(title.lines)]
            at += len(own)
            begins = [0] + [rank for rank in range(1, len(own)) if own[rank] != own[rank - 1]]
            divided[title.position] = [
                Title(title.lines[begin:end], title.position + begin / len(own), title.bylines * (end == len(own)))
                for begin, end in zip(begins, [*begins[1:], len(own)], strict=True)
            ]
    return [part for title in titles for part in divided.get(title.position, [title])]


SWITCH = 1.2  # what going on to another body costs inside a title; in weight of shared words
FULL, UNLIKELY = 4, 4.0  # lines that one headline may have, and what a change of body costs in so few
ALONE = 0.5  # what one character in common is worth of a word of two
NEXT = 0.3  # the same from one title to the next one in its block


def _find_runs(titles: list[Title], inside: frozenset[float]) -> list[list[Title]]:
    """Titles that stand one behind the other in one block."""
    runs: list[list[Title]] = []
    for title in titles:
        if title.position in inside:
            continue
        last = runs[-1][-1] if runs else None
        if last and title.position == last.position + 1 and title.lines[0].block == last.lines[-1].block:
            runs[-1].append(title)
        else:
            runs.append([title])
    return runs


def _sum_words(titles: list[Title], drafts: list[Draft]) -> Floats:
    """The weight of the words of one to three characters that each title shares with each body."""
    texts = [title.text for title in titles] + [draft.text for draft in drafts]
    height, count = len(titles), len(drafts)
    total = np.zeros((height, count))
    for length, factor in ((1, ALONE), (2, 1.0), (3, 1.0)):
        grams = read_grams(texts, length)
        wanted = mark_grams(grams, [*range(height), *[-1] * count], height)
        bodies = mark_grams(grams, [*[-1] * height, *range(count)], count)
        used = bodies.any(axis=0)
        total += factor * ((wanted * weigh_grams(bodies))[:, used] @ bodies[:, used].T)
    return total


def _follow_bodies(scores: Floats, costs: list[float]) -> list[int]:
    """The best body for each line of a run; ``costs`` is what a change of body costs before each."""
    total = scores[0]
    back = []
    for row, cost in zip(scores[1:], costs[1:], strict=True):
        best = int(total.argmax())
        stays = total >= total[best] - cost
        back.append(np.where(stays, np.arange(len(row)), best))
        total = np.where(stays, total, total[best] - cost) + row
    body = int(total.argmax())
    found = [body]
    for step in reversed(back):
        body = int(step[body])
        found.append(body)
    return found[::-1]


def _find_best_other(shares: Floats) -> Floats:
    """For each title and body the best share of any other body."""
    others = np.sort(shares, axis=1)
    if shares.shape[1] < 2:
        return np.zeros_like(shares)
    return np.asarray(np.where(shares >= others[:, -1:], others[:, -2:-1], others[:, -1:]))


def _assign_by_parts(drafts: list[Draft], titles: list[Title], inside: frozenset[float]) -> list[Title]:
    loose: list[Title] = []
    for begin in range(0, len(drafts), MANY):
        part = drafts[begin : begin + MANY]
        low = drafts[begin - 1].last if begin else -1
        high = part[-1].last if begin + MANY < len(drafts) else math.inf
        loose += assign_titles(part, [title for title in titles if low < title.position <= high], inside)
    return loose


def _is_flag(title: Title) -> bool:
    """A column flag (简讯, ·解读, 短评) names a kind of article, not this one."""
    return len(title.lines) == 1 and FLAG.match(re.sub(r"\s", "", title.text)) is not None


# --- scores ---


def _compare(titles: list[Title], drafts: list[Draft], inside: frozenset[float]) -> Match:
    shares = _share_words(titles, drafts)
    contrast = shares - _find_best_other(shares)
    places = _place_titles(titles, drafts, inside)
    over = _tell_style(contrast, places)
    worth = np.array([0.0, ABOVE * (0.4 + 0.6 * over), BELOW * (0.4 + 0.6 * (1 - over)), AMONG, OPENS, INSIDE, BENEATH])
    near = worth[places]
    near[places == BEHIND] /= np.repeat(_count_crowd(titles), (places == BEHIND).sum(axis=1))
    near[places == OVER] /= np.repeat(_count_crowd(titles), (places == OVER).sum(axis=1))
    sums = _sum_words(titles, drafts)
    told = OWN * np.tanh(np.maximum(0.0, sums - _find_best_other(sums) - CHANCE) / TELLING)
    scores = shares + (CONTRAST * contrast + told) * (len(drafts) > 1) + near
    return Match(titles, drafts, shares, scores, inside)


def _share_words(titles: list[Title], drafts: list[Draft]) -> Floats:
    """Share of a title's words that a body has, 0 to 1: rare ones weigh more, those of the lead most."""
    count, height = len(drafts), len(titles)
    grams = read_grams([title.text for title in titles] + [draft.text for draft in drafts])
    wanted = mark_grams(grams, [*range(height), *[-1] * count], height)
    rows = [*[-1] * height, *range(count)]
    bodies, leads = mark_grams(grams, rows, count), mark_grams(grams, rows, count, LEAD)
    weights = weigh_grams(bodies)
    return np.asarray(0.8 * share_grams(wanted, bodies, weights) + 0.2 * share_grams(wanted, leads, weights))


FAR, OVER, BEHIND, LATER, OPENING, WITHIN, UNDER = range(7)


def _place_titles(titles: list[Title], drafts: list[Draft], inside: frozenset[float]) -> np.ndarray:
    """Where each title stands to each body."""
    home = {position: index for index, draft in enumerate(drafts) for position, _ in draft.prose}
    order = sorted(home)
    places = np.zeros((len(titles), len(drafts)), dtype=np.intp)
    next_run = _find_next_runs(titles)
    for row, title in enumerate(titles):
        at = int(np.searchsorted(order, title.position))
        above = home[order[at - 1]] if at else None
        below = home[order[at]] if at < len(order) else None
        if below is not None and next_run[row] > order[at]:
            places[row, below] = OVER if drafts[below].first == order[at] else LATER
        if above is not None and above != below and drafts[above].last == order[at - 1]:
            places[row, above] = BEHIND
        if title.position in inside and above is not None and above == below:
            places[row, above] = OPENING if _opens_feature(drafts[above], order[at]) else WITHIN
    headed = (places == OVER).any(axis=0)
    return np.where((places >= OPENING) & headed, UNDER, places)


def _find_next_runs(titles: list[Title]) -> list[float]:
    """For each title the position of the first one that stands behind its run of titles, with something between."""
    found = [math.inf] * len(titles)
    for row in range(len(titles) - 2, -1, -1):
        after = titles[row + 1].position
        found[row] = found[row + 1] if after <= titles[row].position + 1 else after
    return found


def _count_crowd(titles: list[Title]) -> Floats:
    """For each title how many headlines its run may hold: where many stand together, their place tells little."""
    crowd = np.ones(len(titles))
    begin, lines = 0, 0
    for row, title in enumerate(titles):
        if row and title.position > titles[row - 1].position + 1:
            begin, lines = row, 0
        lines += len(title.lines)
        crowd[begin : row + 1] = max(1.0, lines / CROWD)
    return crowd


CROWD = 4  # lines that one headline has


def _opens_feature(draft: Draft, position: int) -> bool:
    unit = next(unit for at, unit in draft.prose if at == position)
    fresh = FRESH.match(unit.text) is not None or find_tail(unit.text) is not None
    return fresh and draft.prose[0][1].kind != "lead"


def _tell_style(contrast: Floats, places: np.ndarray) -> float:
    """Share of the titles whose words alone tell their body that stand over it, not behind it (0 to 1)."""
    row, column = np.nonzero(contrast >= SURE)
    found = places[row, column]
    over, behind = int((found == OVER).sum()), int((found == BEHIND).sum())
    return (over + 0.6) / (over + behind + 1)


# --- matching ---


def _group_titles(match: Match) -> list[list[int]]:
    """Titles that stand together and fit the same body best are one headline of several blocks."""
    groups: list[list[int]] = []
    best = np.argmax(match.scores, axis=1)
    for index, title in enumerate(match.titles):
        if groups:
            last = groups[-1][-1]
            before = match.titles[last]
            if (
                title.position <= before.position + 1
                and (title.position in match.inside) == (before.position in match.inside)
                and (best[index] == best[last] or title.text.startswith("—"))
                and not NOTICE.search(before.text)
                and not (NOTICE.search(title.text) and not NOTICE.search(before.text))
                and len(groups[-1]) < 3
                and sum(len(match.titles[at].lines) for at in groups[-1]) + len(title.lines) <= TALL
            ):
                groups[-1].append(index)
                continue
        groups.append([index])
    return groups


def _taken(match: Match) -> set[int]:
    taken = {title.position for draft in match.drafts for title in draft.headline}
    return {index for index, title in enumerate(match.titles) if title.position in taken}


def _assign(match: Match, groups: list[list[int]], least: float) -> None:
    """Give groups of titles to the bodies that have no headline yet, where the match is no weaker than ``least``."""
    open_at = [index for index, draft in enumerate(match.drafts) if not draft.headline]
    if not groups or not open_at:
        return
    scores = np.array([match.scores[group].mean(axis=0) + 0.02 * (len(group) - 1) for group in groups])[:, open_at]
    rows, columns = linear_sum_assignment(np.where(scores >= LEFT, scores, 0.0), maximize=True)
    for row, column in zip(rows, columns, strict=True):
        if scores[row, column] >= least:
            draft = match.drafts[open_at[column]]
            draft.headline = [match.titles[index] for index in groups[row]]
            draft.score = _bound(scores[row, column])
            draft.runner_up = _find_runner_up(match, groups, groups[row], scores[:, column])


def _find_runner_up(
    match: Match, groups: list[list[int]], chosen: list[int], scores: np.ndarray
) -> tuple[list[Title], float] | None:
    """The best headline for a body among the titles that are no part of the chosen one."""
    others = [index for index, group in enumerate(groups) if not set(group) & set(chosen)]
    if not others:
        return None
    best = max(others, key=lambda index: float(scores[index]))
    return [match.titles[index] for index in groups[best]], _bound(scores[best])


def _bound(score: float) -> float:
    """A score as a share of the best that there is, 0 to 1."""
    return round(float(min(1.0, max(0.0, score / BEST))), 4)


BEST = 1 + CONTRAST + ABOVE

# a slogan without words of its own article follows the line beside it unless another body wants it this much more
STRAY = 0.2
STRAYED = 0.7  # what a headline's score is worth with such a line


def _join_strays(match: Match) -> None:
    """A title that no body claims goes with the headline right above or below it."""
    taken = _taken(match)
    for index, title in enumerate(match.titles):
        if index in taken or title.position in match.inside or STANDING.match(title.text):
            continue
        beside = _find_beside(title, match.drafts)
        if beside is None or match.shares[index].max() - match.shares[index, beside] >= STRAY:
            continue
        draft = match.drafts[beside]
        draft.headline = sorted([*draft.headline, title], key=lambda item: item.position)
        draft.score = round((draft.score or 0.0) * STRAYED, 4)


def _find_beside(title: Title, drafts: list[Draft]) -> int | None:
    """The draft whose headline stands right above or below this title, if the two make no more than six lines."""
    for index, draft in enumerate(drafts):
        positions = [item.position for item in draft.headline]
        near = any(abs(title.position - position) <= 1 for position in positions)
        if near and len(positions) < 3 and sum(len(item.lines) for item in draft.headline) + len(title.lines) <= TALL:
            return index
    return None

"""What the names stand for under which learnt weights are kept."""

from deeproot.read.names import ROOM, by_what_they_name


def test_a_name_is_a_word_an_end_a_beginning_a_fact_or_neighbours():
    found = by_what_they_name(
        {"send": 1, "~ing": 2, "*deliv": 3, "=due none": 4, "^ send": 5, "send you now": 6, "*": 7}
    )
    assert found.words == {"send": 1, "*": 7}
    assert found.ends == {"~ing": 2, "*deliv": 3}
    assert found.facts == {"=due none": 4}
    begin, send, you, now = (found.numbers[word] for word in ("^", "send", "you", "now"))
    assert found.together == {begin * ROOM + send: 5, (send * ROOM + you) * ROOM + now: 6}


def test_every_word_that_has_a_weight_or_a_neighbour_has_a_number_of_its_own():
    found = by_what_they_name({"by friday": 1, "today": 2})
    assert sorted(found.numbers.values()) == [1, 2, 3]
    assert set(found.numbers) == {"by", "friday", "today"}

from matching.engine import hashes


def test_a_key_depends_on_its_id_alone():
    assert hashes.keys(("b", "a", "a much longer one"), hashes.MENTEE)[1] == hashes.keys(("a",), hashes.MENTEE)[0]


def test_ids_have_keys_of_their_own():
    ids = ("1", "2", "11", "12", "21", "111", "a", "b", "ab", "ba", "aa", "\N{EURO SIGN}")
    keys = {*hashes.keys(ids, hashes.MENTEE), *hashes.keys(ids, hashes.MENTOR)}

    assert len(keys) == 2 * len(ids)


def test_nobody_has_no_keys():
    assert hashes.keys((), hashes.MENTEE).size == 0

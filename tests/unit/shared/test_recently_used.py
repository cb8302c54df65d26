from evidencehub.shared.recently_used import LeastRecentlyUsed


def test_what_was_used_longest_ago_is_forgotten_first():
    cache = LeastRecentlyUsed(limit=4)
    for name in "abcd":
        cache.put(name, name)
    assert cache.get("a") == "a"
    cache.put("e", "e")
    assert [cache.get(name) for name in "abcde"] == ["a", None, "c", "d", "e"]


def test_weights_never_pass_the_limit_and_replacing_counts_once():
    cache = LeastRecentlyUsed(limit=100)
    for _ in range(3):
        cache.put("same", 1, weight=20)
    assert (len(cache), cache.weight) == (1, 20)
    for number in range(50):
        cache.put(number, number, weight=15)
        assert cache.weight <= 100
    assert cache.weight == 90


def test_one_entry_may_not_push_out_all_others():
    cache = LeastRecentlyUsed(limit=100)
    cache.put("small", 1, weight=10)
    cache.put("huge", 2, weight=60)
    assert (cache.get("small"), cache.get("huge")) == (1, None)

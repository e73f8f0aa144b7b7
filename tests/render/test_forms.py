def test_there_are_four_pages(renderer, kiln):
    assert set(renderer.pages(kiln)) == {"md", "txt", "html", "json"}


def test_a_meeting_without_anything_has_all_pages(renderer, bare):
    assert all(renderer.pages(bare).values())

import pytest

from bot.render.pages import Pages


def test_there_are_four_pages(renderer, kiln):
    assert set(renderer.pages(kiln)) == {"md", "txt", "html", "json"}


def test_a_meeting_without_anything_has_all_pages(renderer, bare):
    assert all(renderer.pages(bare).values())


def test_a_page_is_made_once_and_only_when_it_is_asked_for():
    asked = []
    pages = Pages(("md", "txt"), lambda form: asked.append(form) or f"as {form}")
    assert list(pages) == ["md", "txt"]
    assert len(pages) == 2
    assert "txt" in pages
    assert "pdf" not in pages
    assert not asked
    assert pages["txt"] == pages.get("txt") == "as txt"
    assert asked == ["txt"]
    assert pages == {"md": "as md", "txt": "as txt"}


def test_a_form_that_there_is_not_is_told_from_a_page_that_cannot_be_made():
    pages = Pages(("md",), {}.__getitem__)
    with pytest.raises(KeyError):
        pages["pdf"]
    assert pages.get("pdf") is None
    with pytest.raises(RuntimeError, match="the page md can't be made: KeyError"):
        pages.get("md")

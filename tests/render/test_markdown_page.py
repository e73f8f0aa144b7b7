from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "fixtures" / "example" / "2026-04-08.md"


def test_the_example_is_yielded_byte_for_byte(renderer, kiln):
    assert renderer.pages(kiln)["md"].encode() == EXAMPLE.read_bytes()

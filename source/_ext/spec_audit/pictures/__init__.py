"""Pictures: Mermaid's text in, an inline SVG that is fit for a page out.

Knows Mermaid and SVG; nothing of specs, and nothing of Sphinx. What a picture shows is drawn
once and kept; how it stands on a page (ids, links, colours) is settled each time it is shown.
"""

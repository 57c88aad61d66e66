"""How the manual is built: Markdown pages, and the reference from the code itself."""

from hemiface import __version__

project = "hemiface"
author = "The hemiface maintainers"
copyright = "2026 The hemiface maintainers"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "numpydoc"]
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_title = f"hemiface {version}"
html_theme_options = {
    "description": "Hemifacial spasm, measured from ordinary face video",
    "fixed_sidebar": True,
    "page_width": "70rem",
}
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_show_sourcelink = False

myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False

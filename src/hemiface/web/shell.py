"""What every page needs: colours, language and theme, the manifest, the API's description."""

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, RedirectResponse, Response

from hemiface.errors.words import LANGUAGES
from hemiface.reports.palette import DARK, LIGHT
from hemiface.web.access import anybody
from hemiface.web.templating import THEMES

YEAR_S = 365 * 24 * 3600

router = APIRouter()


@router.get("/palette.css", include_in_schema=False)
@anybody
def palette() -> Response:
    """Colours of the reports, as CSS variables."""
    return Response(write_colors(), media_type="text/css", headers={"cache-control": "no-cache"})


@cache
def write_colors() -> str:
    """Both palettes: the system's choice, unless the page says otherwise."""
    light, dark = (
        ";".join(f"--{name}:{value}" for name, value in colors.items()) for colors in (LIGHT, DARK)
    )
    return (
        f":root{{{light};color-scheme:light}}"
        f"@media screen{{:root.dark{{{dark};color-scheme:dark}}}}"
        f"@media screen and (prefers-color-scheme:dark){{"
        f":root:not(.light){{{dark};color-scheme:dark}}}}\n"
    )


@router.get("/manifest.webmanifest", include_in_schema=False)
@anybody
def manifest() -> Response:
    """What a browser needs to install the app."""
    content = {
        "name": "hemiface",
        "short_name": "hemiface",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": LIGHT["sheet"],
        "theme_color": LIGHT["sheet"],
        "icons": [
            {"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "/static/icon-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "/static/icon-512.png", "sizes": "512x512", "type": "image/png"},
            {
                "src": "/static/icon-maskable.png",
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    return JSONResponse(content, media_type="application/manifest+json")


@router.post("/language", include_in_schema=False)
@anybody
def choose_language(
    request: Request, code: Annotated[str, Form(max_length=8)], back: Annotated[str, Form()] = "/"
) -> Response:
    """Choose the language of the pages."""
    return _remember(request, "language", code if code in LANGUAGES else "", back)


@router.post("/theme", include_in_schema=False)
@anybody
def choose_theme(
    request: Request, name: Annotated[str, Form(max_length=8)], back: Annotated[str, Form()] = "/"
) -> Response:
    """Choose light or dark; anything else is the system's choice."""
    return _remember(request, "theme", name if name in THEMES else "", back)


@router.get("/api/openapi.json", include_in_schema=False)
@anybody
def describe_api(request: Request) -> dict[str, Any]:
    """OpenAPI description of what lies below ``/api/``."""
    app = request.app
    return get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )


def _remember(request: Request, name: str, value: str, back: str) -> Response:
    answer = RedirectResponse(own_path(back), 303)
    secure = request.url.scheme == "https"
    if value:
        answer.set_cookie(name, value, max_age=YEAR_S, secure=secure, samesite="strict")
    else:
        answer.delete_cookie(name)
    return answer


def own_path(path: str) -> str:
    """A path of this app; the first page for anything that leads elsewhere."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_own else "/"

"""What a file is that is not read as a video; the catalogs of errors say what to do with it."""

from collections.abc import Mapping
from pathlib import Path

PHOTOGRAPH = "photograph"
ANIMATION = "animation"
SOUND = "sound"
LIST = "list"
ARCHIVE = "archive"
DOCUMENT = "document"
SCAN = "scan"
CAMERA = "camera"
UNKNOWN = "unknown"

BY_SUFFIX: Mapping[str, str] = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"), PHOTOGRAPH),
    **dict.fromkeys((".heic", ".heif", ".avif", ".dng", ".raw", ".cr2", ".nef"), PHOTOGRAPH),
    **dict.fromkeys((".gif", ".webp", ".apng"), ANIMATION),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac"), SOUND),
    **dict.fromkeys((".m3u8", ".m3u", ".mpd", ".pls", ".url", ".webloc", ".lnk"), LIST),
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".xz"), ARCHIVE),
    **dict.fromkeys((".pdf", ".ppt", ".pptx", ".doc", ".docx", ".odp", ".key"), DOCUMENT),
    **dict.fromkeys((".dcm", ".dicom"), SCAN),
    **dict.fromkeys((".braw", ".r3d", ".ari", ".rm", ".rmvb", ".swf", ".vob", ".dav"), CAMERA),
    **dict.fromkeys((".y4m", ".yuv", ".nut", ".av1", ".obu", ".264-raw"), CAMERA),
}
"""Case of the error, by the suffix of the name: the bytes were asked before, and are no video."""


def find_refusal(path: Path) -> str:
    """Case of the error for a file in which no video was found."""
    return BY_SUFFIX.get(path.suffix.lower(), UNKNOWN)

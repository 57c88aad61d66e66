"""What to do with a file that is not read as a video."""

from collections.abc import Mapping
from pathlib import Path

PHOTOGRAPH = (
    "This is a photograph, and only movement can be measured: record a video of a minute. "
    "A row of photographs is read as a folder of jpg, png, bmp or tif images."
)
ANIMATION = "Convert the animation to mp4, or choose the video that it was made from."
SOUND = "This is a sound recording: choose the file with the picture."
LIST = "This only tells where a video lies: choose the video itself."
ARCHIVE = "Unpack it first and choose the video inside."
DOCUMENT = "Save the video that it shows as a file of its own, and choose that."
SCAN = "Export the series as mp4 or as a folder of png images, without the patient's name in them."
CAMERA = "Convert it to mp4 with the program of the camera or recorder that made it."
UNKNOWN = (
    "Choose an mp4, mov, avi, mkv, webm, flv, mts, mpg, wmv, mxf or raw h264 or h265 file; "
    "if it is one, it was not copied or recorded to its end."
)

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
"""What to do, by the suffix of the name: the bytes were asked before, and are no video."""


def advise(path: Path) -> str:
    """What to do with a file in which no video was found, by its kind."""
    return BY_SUFFIX.get(path.suffix.lower(), UNKNOWN)

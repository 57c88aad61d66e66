"""Teach the network of one eye how far it is open.

    python train.py CROPS.npz RENDERED.npz eye_opening.onnx [--both BOTH.npz] [--without PERSON,...]

Several files of one kind are joined by commas. Needs torch and onnx (README.md).
"""

import argparse
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

SEEN = 64
ROWS, COLUMNS = slice(14, 50), slice(4, 60)
"""Side of the picture that hemiface hands over, and the part of it that is looked at."""

CROP_STEP = 1.5
"""Pixels of a stored crop a pixel of that picture."""

PAIRS, RENDERED_SHARE = 32, 0.3

DIFFERENCE_WEIGHT = 2.0
"""How much more it counts what is read between two depths of one eye than what is read of each."""

BOTH, BOTH_WEIGHT = 10, 1.0
"""Pairs of moments of which both eyes are seen a step, and how much it counts if what is read
between the moments is not alike in the two."""

APART_S = (0.05, 2.0)
"""Time between such moments: within seconds what eyes do apart is small."""

AVERAGED = 0.998
"""The network that is written is a mean over its last steps, each counting so much of the next."""


class EyeOpening(nn.Module):
    """Six convolutions and two full layers; takes out brightness and contrast first."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()

        def block(n_in: int, n_out: int, stride: int = 1) -> nn.Sequential:
            convolution = nn.Conv2d(n_in, n_out, 3, stride, 1, bias=False)
            return nn.Sequential(convolution, nn.BatchNorm2d(n_out), nn.ReLU())

        w = width
        self.layers = nn.Sequential(
            *(block(1, w), block(w, 2 * w, 2), block(2 * w, 2 * w), block(2 * w, 4 * w, 2)),
            *(block(4 * w, 4 * w), block(4 * w, 4 * w, 2), nn.Flatten()),
            *(nn.Linear(4 * w * 5 * 7, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 1)),
        )

    def forward(self, gray: Any) -> Any:
        """Opening in eye widths of gray pictures, shape ``(n, 1, 36, 56)``."""
        apart = gray - gray.mean((2, 3), keepdim=True)
        contrast = torch.sqrt((apart * apart).mean((2, 3), keepdim=True))
        return self.layers(apart / (contrast + 4))[:, 0] * 0.1 + 0.3


class Shipped(nn.Module):
    """The network as hemiface asks it: red-green-blue pictures, shape ``(1, 64, 64, 3)``."""

    def __init__(self, network: EyeOpening) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Any) -> Any:
        """Opening in eye widths, shape ``(1, 1)``."""
        gray = (picture * torch.tensor([0.299, 0.587, 0.114])).sum(3)
        return self.network(gray[:, None, ROWS, COLUMNS]).reshape(1, 1)


class Camera:
    """One way of looking at an eye, alike for the pictures of a pair.

    How the eye is seen is drawn once, and so is its shape: a face is made narrower or taller,
    so that more eyes are seen than there are people. Noise and compression are drawn a picture.
    """

    def __init__(self, random: np.random.Generator) -> None:
        self.random = random
        self.scale = float(np.exp(random.normal(0, 0.05)))
        self.height = float(np.exp(random.normal(0, 0.12)))
        self.turn, self.shift = random.normal(0, 0.05), random.normal(0, 1.6, 2)
        self.blur = random.uniform(0.3, 2.2) if random.random() < 0.7 else 0.0
        self.gamma = float(np.exp(random.normal(0, 0.3)))
        height, width = ROWS.stop - ROWS.start, COLUMNS.stop - COLUMNS.start
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        light = 1 + random.normal(0, 0.15) * x + random.normal(0, 0.15) * y
        self.light = (light * np.exp(random.normal(0, 0.25))).astype(np.float32)
        self.dark = random.normal(0, 8)
        self.noise = abs(random.normal(0, 4))
        self.quality = int(random.uniform(20, 80)) if random.random() < 0.3 else 0
        self.rim = int(random.integers(0, width)) if random.random() < 0.2 else -1
        self.rim_light = random.normal(0, 30)
        self.over: Any = None
        if random.random() < 0.3:
            rows, columns = np.mgrid[:height, :width]
            down = (rows - random.uniform(0, height)) / random.uniform(2, 14)
            across = (columns - random.uniform(0, width)) / random.uniform(2, 20)
            self.bright = (
                random.uniform(150, 255) if random.random() < 0.7 else 60 * random.random()
            )
            self.over = np.clip(1.5 - down**2 - across**2, 0, 1) * random.uniform(0.2, 0.8)

    def see(self, crop: Any) -> tuple[Any, float]:
        """A crop as this camera has it, and how much further open the eye looks in it."""
        random = self.random
        step = CROP_STEP * self.scale
        shift = self.shift + random.normal(0, 0.25, 2)
        middle, centre = (crop.shape[0] - 1) / 2, (SEEN - 1) / 2 + shift
        cos, sin = step * np.cos(self.turn), step * np.sin(self.turn)
        turned = np.array([[cos, -sin], [sin, cos]]) @ np.diag([1, 1 / self.height])
        matrix = np.c_[turned, middle - turned @ centre]
        if self.blur:
            crop = cv2.GaussianBlur(crop, (0, 0), self.blur)
        seen = cv2.warpAffine(
            crop,
            matrix,
            (SEEN, SEEN),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )[ROWS, COLUMNS].astype(np.float32)
        seen = 255 * (seen / 255) ** self.gamma * self.light + self.dark
        seen += self.noise * random.standard_normal(seen.shape, np.float32)
        if self.quality:
            packed = np.clip(seen, 0, 255).astype(np.uint8)
            _, packed = cv2.imencode(".jpg", packed, [cv2.IMWRITE_JPEG_QUALITY, self.quality])
            seen = cv2.imdecode(packed, 0).astype(np.float32)
        if self.rim >= 0:
            seen[:, self.rim : self.rim + 2] += self.rim_light
        if self.over is not None:
            seen = seen + self.over * (self.bright - seen)
        return np.asarray(seen, np.float32), self.height / self.scale


def read_files(paths: str, without: list[str]) -> dict[str, Any]:
    """Rows of files joined by commas, but for those of some persons."""
    parts: list[dict[str, Any]] = []
    groups = 0
    for path in paths.split(","):
        with np.load(path) as stored:
            kept = ~np.isin(stored["who"], without)
            part = {name: stored[name][kept] for name in stored.files if name != "closure"}
        if "group" in part:
            part["group"] = part["group"] + groups
            groups = int(part["group"].max(initial=groups)) + 1
        parts.append(part)
    rows = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    people = len(np.unique(rows["who"]))
    print(paths, len(rows["who"]), "rows of", people, "people", flush=True)
    return rows


@dataclass(frozen=True)
class Material:
    """Pictures of eyes, those of one eye at one moment one after the other.

    Parameters
    ----------
    crop, y
        Pictures and their openings.
    first, size, share
        First picture of each moment, how many there are, and how often it is drawn.
    """

    crop: Any
    y: Any
    first: Any
    size: Any
    share: Any

    @classmethod
    def load(cls, paths: str, without: list[str]) -> "Material":
        """Read files of ``crops.py`` or ``rendered.py``."""
        rows = read_files(paths, without)
        who, group = rows["who"], rows["group"]
        order = np.argsort(group, kind="stable")
        _, first, size = np.unique(group[order], return_index=True, return_counts=True)
        _, person, n = np.unique(who[order][first], return_inverse=True, return_counts=True)
        # People with many frames count more, but not as many times more.
        share = 1 / np.sqrt(n[person])
        return cls(rows["crop"][order], rows["y"][order], first, size, share / share.sum())

    def draw(self, n: int, random: np.random.Generator) -> list[tuple[Any, float]]:
        """Two pictures each of ``n`` moments, one after the other, and their openings."""
        pictures = []
        for place in random.choice(len(self.first), n, p=self.share):
            camera = Camera(random)
            for k in self.first[place] + random.permutation(self.size[place])[:2]:
                seen, larger = camera.see(self.crop[k])
                pictures.append((seen, float(self.y[k] * larger)))
        return pictures


@dataclass(frozen=True)
class BothEyes:
    """Both eyes of unaltered clips.

    Parameters
    ----------
    crop, width, time
        Pictures of the left and the right eye at each moment, their widths over the usual one of
        the clip, and the time.
    clips, share
        Rows of each clip, and how often it is drawn.
    """

    crop: Any
    width: Any
    time: Any
    clips: list[Any]
    share: Any

    @classmethod
    def load(cls, paths: str, without: list[str]) -> "BothEyes":
        """Read files of ``both.py``."""
        rows = read_files(paths, without)
        clips = [np.flatnonzero(rows["who"] == name) for name in np.unique(rows["who"])]
        width = rows["width"].copy()
        for clip in clips:
            width[clip] /= np.median(width[clip])
        share = np.sqrt([len(clip) for clip in clips])
        return cls(rows["crop"], width, rows["t"], clips, share / share.sum())

    def draw(self, n: int, random: np.random.Generator) -> list[tuple[Any, float]]:
        """Left eye now and then and right eye now and then, ``n`` times, each with its width."""
        pictures = []
        while len(pictures) < 4 * n:
            clip = self.clips[random.choice(len(self.clips), p=self.share)]
            now = random.choice(clip)
            apart = np.abs(self.time[clip] - self.time[now])
            near = clip[(apart > APART_S[0]) & (apart < APART_S[1])]
            if not near.size:
                continue
            then = random.choice(near)
            for side in (0, 1):
                camera = Camera(random)
                for k in (now, then):
                    seen, larger = camera.see(self.crop[k, side])
                    pictures.append((seen, float(self.width[k, side] / larger)))
        return pictures


def main() -> None:
    """Train, and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crops")
    parser.add_argument("rendered")
    parser.add_argument("target")
    parser.add_argument("--both", help="unaltered clips, of which both eyes are seen")
    parser.add_argument("--both-weight", type=float, default=BOTH_WEIGHT)
    parser.add_argument("--without", default="", help="persons kept aside, joined by commas")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--difference", type=float, default=DIFFERENCE_WEIGHT)
    parser.add_argument("--rendered-share", type=float, default=RENDERED_SHARE)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    write(teach(options), options.target)


def teach(options: argparse.Namespace) -> EyeOpening:
    """Train a network; the mean over its last steps."""
    random = np.random.default_rng(options.seed)
    without = options.without.split(",")
    real, rendered = Material.load(options.crops, without), Material.load(options.rendered, without)
    both = BothEyes.load(options.both, without) if options.both else None
    n_rendered = round(PAIRS * options.rendered_share)
    weights = torch.tensor([1, options.difference, options.both_weight if both else 0])
    network = EyeOpening().to(memory_format=torch.channels_last)
    mean = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED), use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), 2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=options.steps)
    total = torch.zeros(3)
    for step in range(1, options.steps + 1):
        drawn = real.draw(PAIRS - n_rendered, random) + rendered.draw(n_rendered, random)
        drawn += both.draw(BOTH, random) if both else []
        losses = compare(network, drawn)
        optimizer.zero_grad()
        (weights * losses).sum().backward()
        optimizer.step()
        schedule.step()
        mean.update_parameters(network)
        total += losses.detach()
        if step % 200 == 0:
            print(step, *(total / 200).numpy().round(4), flush=True)
            total.zero_()
    return mean.module


def compare(network: EyeOpening, drawn: list[tuple[Any, float]]) -> Any:
    """What is read wrongly of each picture, between the two of a pair, and between both eyes."""
    pictures, numbers = zip(*drawn, strict=True)
    seen = torch.from_numpy(np.array(pictures)[:, None])
    read = network(seen.contiguous(memory_format=torch.channels_last))
    told = torch.tensor(numbers)
    n = 2 * PAIRS
    true, now = told[:n], read[:n]
    losses = [_loss(now, true), _loss(now[::2] - now[1::2], true[::2] - true[1::2])]
    left_now, left_then, right_now, right_then = (read[n:] * told[n:]).reshape(-1, 4).unbind(1)
    apart = (left_now - left_then) - (right_now - right_then)
    losses.append(_loss(apart, torch.zeros_like(apart)) if apart.numel() else apart.sum())
    return torch.stack(losses)


def write(network: EyeOpening, target: str) -> None:
    """Write the network as hemiface asks it."""
    torch.onnx.export(
        Shipped(network.eval()).eval(),
        (torch.zeros(1, SEEN, SEEN, 3),),
        target,
        dynamo=False,
        input_names=["eye"],
        output_names=["opening"],
        opset_version=17,
    )


def _loss(read: Any, true: Any) -> Any:
    return nn.functional.smooth_l1_loss(10 * read, 10 * true, beta=0.3)


if __name__ == "__main__":
    main()

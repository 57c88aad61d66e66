"""Teach the network of one eye how far it is open.

    python train.py CROPS.npz RENDERED.npz eye_opening.onnx [--without PERSON,...] [--epochs 10]

Needs torch and onnx (benchmarks/training/README.md).
"""

import argparse
from typing import Any

import cv2
import numpy as np
import torch
from torch import nn

SEEN = 64
ROWS, COLUMNS = slice(14, 50), slice(4, 60)
"""Side of the picture that hemiface hands over, and the part of it that is looked at."""

CROP_STEP = 1.5
"""Pixels of a stored crop a pixel of that picture."""

BATCH, STEPS, RENDERED_SHARE = 64, 280, 0.4


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


def vary(crop: Any, random: np.random.Generator) -> tuple[Any, float]:
    """A crop as another camera would have it, and how much larger the eye looks in it."""
    scale = float(np.exp(random.normal(0, 0.05)))
    turn, shift = random.normal(0, 0.05), random.normal(0, 1.6, 2)
    step = CROP_STEP * scale
    cos, sin = step * np.cos(turn), step * np.sin(turn)
    middle, centre = (crop.shape[0] - 1) / 2, (SEEN - 1) / 2 + shift
    matrix = np.array(
        [
            [cos, -sin, middle - cos * centre[0] + sin * centre[1]],
            [sin, cos, middle - sin * centre[0] - cos * centre[1]],
        ]
    )
    if random.random() < 0.7:
        crop = cv2.GaussianBlur(crop, (0, 0), random.uniform(0.3, 2.2))
    seen = cv2.warpAffine(
        crop,
        matrix,
        (SEEN, SEEN),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )[ROWS, COLUMNS].astype(np.float32)
    return _relight(seen, random), 1 / scale


def _relight(seen: Any, random: np.random.Generator) -> Any:
    """Other light, noise, compression, rims of glasses and reflections."""
    height, width = seen.shape
    seen = 255 * np.clip(seen / 255, 0, 1) ** np.exp(random.normal(0, 0.3))
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    light = 1 + random.normal(0, 0.15) * x + random.normal(0, 0.15) * y
    seen = seen * light * np.exp(random.normal(0, 0.25)) + random.normal(0, 8)
    seen = seen + random.normal(0, abs(random.normal(0, 4)), seen.shape)
    if random.random() < 0.3:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.uniform(20, 80))]
        _, packed = cv2.imencode(".jpg", np.clip(seen, 0, 255).astype(np.uint8), quality)
        seen = cv2.imdecode(packed, 0).astype(np.float32)
    if random.random() < 0.2:
        rim = int(random.integers(0, width))
        seen[:, rim : rim + 2] += random.normal(0, 30)
    if random.random() < 0.3:
        rows, columns = np.mgrid[:height, :width]
        down = (rows - random.uniform(0, height)) / random.uniform(2, 14)
        across = (columns - random.uniform(0, width)) / random.uniform(2, 20)
        bright = random.uniform(150, 255) if random.random() < 0.7 else random.uniform(0, 60)
        over = np.clip(1.5 - down**2 - across**2, 0, 1) * random.uniform(0.2, 0.8)
        seen = seen + over * (bright - seen)
    return np.asarray(seen, np.float32)


def main() -> None:
    """Train, and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("crops")
    parser.add_argument("rendered")
    parser.add_argument("target")
    parser.add_argument("--without", default="", help="persons kept aside, joined by commas")
    parser.add_argument("--epochs", type=int, default=10)
    options = parser.parse_args()
    torch.manual_seed(0)
    random = np.random.default_rng(0)
    real, rendered = np.load(options.crops), np.load(options.rendered)
    chosen = np.flatnonzero(~np.isin(real["who"], options.without.split(",")))
    crop, y, who = real["crop"], real["y"], real["who"]
    rendered_crop, rendered_y = rendered["crop"], rendered["y"]
    # Persons with many frames count more, but not as many times more.
    weight = np.array([1 / np.sqrt((who == name).sum()) for name in who[chosen]])
    network = EyeOpening()
    optimizer = torch.optim.AdamW(network.parameters(), 2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 4e-3, total_steps=STEPS * options.epochs
    )
    for epoch in range(options.epochs):
        total = 0.0
        for _ in range(STEPS):
            pictures, targets = [], []
            for place in random.choice(chosen, BATCH, p=weight / weight.sum()):
                if random.random() < RENDERED_SHARE:
                    other = int(random.integers(len(rendered_y)))
                    picture, opening = rendered_crop[other], rendered_y[other]
                else:
                    picture, opening = crop[place], y[place]
                seen, larger = vary(picture, random)
                pictures.append(seen)
                targets.append(opening * larger)
            read = network(torch.from_numpy(np.array(pictures)[:, None]))
            true = torch.tensor(np.array(targets, np.float32))
            loss = nn.functional.smooth_l1_loss(10 * read, 10 * true, beta=0.3)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        print(epoch, round(total / STEPS, 4), flush=True)
    network.eval()
    torch.onnx.export(
        Shipped(network).eval(),
        (torch.zeros(1, SEEN, SEEN, 3),),
        options.target,
        dynamo=False,
        input_names=["eye"],
        output_names=["opening"],
        opset_version=17,
    )


if __name__ == "__main__":
    main()

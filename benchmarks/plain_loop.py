"""The plain loop that hemiface is compared with, run by a Python that has MediaPipe.

    /path/to/python-with-mediapipe benchmarks/plain_loop.py VIDEO face_landmarker.task SECONDS

Decodes with PyAV and runs the Face Landmarker on every frame, in image mode with
blendshapes. Prints frames, wall time and processor time as JSON.
"""

import json
import resource
import sys
import time

import av
import mediapipe as mp


def main(video: str, task: str, seconds: str) -> None:
    """Run the loop once over the start of a video; loading the networks is not timed."""
    options = mp.tasks.vision.FaceLandmarkerOptions(
        base_options=mp.tasks.BaseOptions(model_asset_path=task),
        running_mode=mp.tasks.vision.RunningMode.IMAGE,
        output_face_blendshapes=True,
        num_faces=1,
    )
    with mp.tasks.vision.FaceLandmarker.create_from_options(options) as landmarker:
        cpu, start = cpu_s(), time.perf_counter()
        frames = faces = 0
        with av.open(video) as container:
            container.streams.video[0].thread_type = "AUTO"
            for frame in container.decode(video=0):
                if frame.time >= float(seconds):
                    break
                image = mp.Image(
                    image_format=mp.ImageFormat.SRGB, data=frame.to_ndarray(format="rgb24")
                )
                faces += bool(landmarker.detect(image).face_landmarks)
                frames += 1
        wall = time.perf_counter() - start
    print(json.dumps({"frames": frames, "faces": faces, "wall_s": wall, "cpu_s": cpu_s() - cpu}))


def cpu_s() -> float:
    """Processor time of this process, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(*sys.argv[1:4])

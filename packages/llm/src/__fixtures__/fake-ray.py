"""Stands in for the few parts of Ray that the driver uses: reads lines, calls the two functions of the processor in the
same order with the fields of vLLM's stage, and yields the rows. Run as: fake-ray.py DRIVER ARGUMENTS..."""
import array
import json
import os
import runpy
import sys
import types


class Dataset:
    def __init__(self, rows):
        self.rows = rows

    def iter_rows(self):
        return iter(self.rows)

    def take(self, limit):
        return self.rows[:limit]


def read_text(path):
    with open(path, encoding="utf-8") as lines:
        return Dataset([{"text": line.rstrip("\n")} for line in lines])


def encoder(row):
    text = row["prompt"]
    if "number 1 " in text:
        return {**row, "__inference_error__": "ValueError: too long"}
    # A tensor in Ray: like it, neither a list nor JSON.
    return {**row, "embeddings": array.array("f", [len(text), 4, 3, 0.5]), "num_input_tokens": 5}


def engine(row):
    sampling = row["sampling_params"]
    # A field that a version does not know is an error there.
    field = "structured_outputs" if os.environ.get("RAY_VERSION", "2.54.0") == "2.56.0" else "guided_decoding"
    assert set(sampling) == {"temperature", "seed", "max_tokens", field}
    schema = json.loads(sampling[field]["json"])
    title = json.loads(row["messages"][1]["content"])["title"]
    text = json.dumps({key: f"{title}: {key}" for key in schema["required"]})
    if "number 1 " in title:
        return {**row, "__inference_error__": "ValueError: too long", "generated_text": "", "num_generated_tokens": 0}
    cut = "number 2 " in title
    return {
        **row,
        "generated_text": text[:20] if cut else text,
        "num_input_tokens": 50,
        "num_generated_tokens": sampling["max_tokens"] if cut else 12,
    }


def build_processor(config, preprocess, postprocess):
    assert config["model_source"] and config["should_continue_on_error"]
    if config.get("task_type") == "embed":
        assert config["apply_chat_template"] is False and config["detokenize"] is False
    run = encoder if config.get("task_type") == "embed" else engine
    return lambda dataset: Dataset([postprocess(run(preprocess(row))) for row in dataset.iter_rows()])


ray, data, llm = (types.ModuleType(name) for name in ("ray", "ray.data", "ray.data.llm"))
data.read_text = read_text
data.llm = llm
ray.data = data
ray.__version__ = os.environ.get("RAY_VERSION", "2.54.0")
llm.vLLMEngineProcessorConfig = dict
llm.build_processor = build_processor
sys.modules.update({"ray": ray, "ray.data": data, "ray.data.llm": llm})
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")

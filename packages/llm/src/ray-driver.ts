/**
 * Returns a Python script that answers request files with vLLM on a Ray cluster (Ray 2.49 or later): those with prompts,
 * and those with texts to embed. Its result file goes to `importResults`, or `importEmbeddingResults`; one that was left
 * half-written does too.
 *
 * @example
 * ```ts
 * await writeFile('ray-driver.py', rayDriver());
 * // python ray-driver.py requests results.jsonl --model Qwen/Qwen3-8B --replicas 8
 * ```
 */
export function rayDriver(): string {
  return script;
}

const script = `"""Answers request files with vLLM on a Ray cluster.

Needs:  pip install "ray[data,llm]>=2.49.1"
Usage:  python ray-driver.py REQUESTS RESULTS.jsonl --model MODEL [--replicas N] [--gpus-each N] [--max-tokens N]
REQUESTS is a file or folder of exported requests, all of one kind, that every node can read.
"""
import argparse
import json
import math

import ray
from ray.data.llm import vLLMEngineProcessorConfig

try:
    from ray.data.llm import build_processor
except ImportError:  # its name before
    from ray.data.llm import build_llm_processor as build_processor

parser = argparse.ArgumentParser()
parser.add_argument("requests")
parser.add_argument("results")
parser.add_argument("--model", required=True)
parser.add_argument("--replicas", type=int, default=1)
parser.add_argument("--gpus-each", type=int, default=1)
parser.add_argument("--max-tokens", type=int, default=1024, help="for requests that name no limit")
args = parser.parse_args()
default_limit = args.max_tokens
# Ray renamed it in 2.54, as vLLM did.
version = tuple(int(part) for part in ray.__version__.split(".")[:2])
schema_field = "structured_outputs" if version >= (2, 54) else "guided_decoding"


def to_chat(row):
    request = json.loads(row["text"])
    body = request["body"]
    limit = body.get("max_tokens") or body.get("max_completion_tokens") or default_limit
    sampling = {"temperature": body["temperature"], "seed": body["seed"], "max_tokens": limit}
    form = body.get("response_format") or {}
    schema = form.get("schema") or form.get("json_schema", {}).get("schema")
    if schema:
        sampling[schema_field] = {"json": json.dumps(schema)}
    return {
        "custom_id": request["custom_id"],
        "limit": limit,
        "messages": body["messages"],
        "sampling_params": sampling,
    }


def to_text(row):
    request = json.loads(row["text"])
    body = request["body"]
    return {
        "custom_id": request["custom_id"],
        "dimensions": body.get("dimensions") or 0,
        "prompt": body["input"],
    }


def completion(row):
    tokens = int(row["num_generated_tokens"])
    # vLLM's reason does not come through: a reply of full length counts as cut.
    finish = "length" if tokens >= int(row["limit"]) else "stop"
    choice = {"message": {"content": row["generated_text"]}, "finish_reason": finish}
    return {
        "choices": [choice],
        "usage": {"prompt_tokens": int(row["num_input_tokens"]), "completion_tokens": tokens},
    }


def embedding(row):
    vector = [float(number) for number in row["embeddings"]]
    if row["dimensions"]:  # Ray does not pass it on; this is what vLLM does with it
        vector = vector[: int(row["dimensions"])]
        length = math.sqrt(sum(number * number for number in vector)) or 1.0
        vector = [number / length for number in vector]
    return {"data": [{"index": 0, "embedding": vector}]}


def result(body_of):
    def postprocess(row):
        line = {"custom_id": row["custom_id"], "response": None, "error": None}
        if row.get("__inference_error__"):
            line["error"] = {"message": str(row["__inference_error__"])}
        else:
            line["response"] = {"status_code": 200, "body": body_of(row)}
        return {"line": json.dumps(line)}

    return postprocess


requests = ray.data.read_text(args.requests)
if json.loads(requests.take(1)[0]["text"])["url"].endswith("/embeddings"):
    task = {"task_type": "embed", "apply_chat_template": False, "detokenize": False}
    preprocess, postprocess = to_text, result(embedding)
else:
    task = {}
    preprocess, postprocess = to_chat, result(completion)
config = vLLMEngineProcessorConfig(
    model_source=args.model,
    concurrency=args.replicas,
    batch_size=64,
    engine_kwargs={"tensor_parallel_size": args.gpus_each},
    should_continue_on_error=True,
    **task,
)
processor = build_processor(config, preprocess=preprocess, postprocess=postprocess)
with open(args.results, "w", encoding="utf-8") as results:
    for row in processor(requests).iter_rows():
        results.write(row["line"] + "\\n")
`;

#pragma once
// A dry run: a walk that nobody hears. Every time all inputs are sent again and the walk is
// done from its beginning, so the server keeps nothing. Pure but for the world that is passed.
//
// What is said counts as heard at once; then the walk waits for the next input.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ivr/walk.h"

namespace ivr {

struct DryLookUp {
  LookUpOutcome outcome = LookUpOutcome::Answered;
  std::string body;
};
BOOST_DESCRIBE_STRUCT(DryLookUp, (), (outcome, body))
constexpr auto limits_of(const DryLookUp*) {
  return std::array{base::Limit{.field = "body", .max_length = 20'000, .lines = true}};
}

// Exactly one field is there.
struct DryRunInput {
  std::optional<std::string> key;
  std::optional<bool> timeout;  // the next timer comes
  std::optional<DryLookUp> lookup;
  std::optional<routing::Admission> refused;  // by a queue
  std::optional<Outcome> outcome;             // of a transfer, a voicemail, a call-back
};
BOOST_DESCRIBE_STRUCT(DryRunInput, (), (key, timeout, lookup, refused, outcome))
constexpr auto limits_of(const DryRunInput*) {
  return std::array{base::Limit{.field = "key", .max_length = 1}};
}

struct DryRunRequest {
  std::optional<std::int64_t> number;  // a version; neither: the draft that is kept
  std::optional<Graph> graph;          // or this drawing
  Facts facts;
  std::optional<base::Time> at;  // none: now
  std::int64_t seed = 0;
  std::vector<DryRunInput> inputs;
};
BOOST_DESCRIBE_STRUCT(DryRunRequest, (), (number, graph, facts, at, seed, inputs))
constexpr auto limits_of(const DryRunRequest*) {
  return std::array{base::Limit{.field = "inputs", .max_items = 200}};
}

enum class DryLineKind {
  Heard,
  Pressed,
  WaitedLong,
  Took,
  AskedOutside,
  Queued,
  Transferred,
  Voicemail,
  Callback,
  Rated,
  HungUp,
  Failed
};
BOOST_DESCRIBE_ENUM(DryLineKind, Heard, Pressed, WaitedLong, Took, AskedOutside, Queued, Transferred, Voicemail,
                    Callback, Rated, HungUp, Failed)

struct DryLine {
  DryLineKind kind = DryLineKind::Heard;
  FlowId flow_id;
  std::string node_id;
  std::string text;  // the exit, key, address, number or fault
  std::vector<Speech> speech;
  std::string language;
  std::optional<routing::QueueId> queue_id;
};
BOOST_DESCRIBE_STRUCT(DryLine, (), (kind, flow_id, node_id, text, speech, language, queue_id))

// What the next input may be.
enum class DryWait { Nothing, Key, LookUp, Queue, Transfer, Voicemail, Callback };
BOOST_DESCRIBE_ENUM(DryWait, Nothing, Key, LookUp, Queue, Transfer, Voicemail, Callback)

struct DryRun {
  std::vector<DryLine> lines;
  DryWait waits_for = DryWait::Nothing;
  FlowId flow_id;
  std::string node_id;
  std::optional<std::int64_t> timeout_seconds;
  std::map<std::string, std::string> variables;
};
BOOST_DESCRIBE_STRUCT(DryRun, (), (lines, waits_for, flow_id, node_id, timeout_seconds, variables))

DryRun dry_run(World& world, std::shared_ptr<const Published> flow, const DryRunRequest& request, base::Time now);

}  // namespace ivr

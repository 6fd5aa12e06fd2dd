#pragma once
// What is wrong with a graph, before callers walk it. Pure: what else there is in the
// installation is asked through Surroundings.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ivr/types.h"

namespace ivr {

// What a graph may refer to.
class Surroundings {
 public:
  virtual ~Surroundings() = default;
  virtual bool has_prompt(PromptId id) const = 0;
  virtual bool has_queue(routing::QueueId id) const = 0;  // of calls
  virtual bool has_calendar(calendars::CalendarId id) const = 0;
  virtual bool has_tier(dictionaries::EntryId id) const = 0;
  virtual bool allows_host(const std::string& host) const = 0;
  // What is published of a flow; null when nothing is.
  virtual std::shared_ptr<const Graph> published(FlowId id) const = 0;
};

// One thing that is wrong. `code` is a key below "faults" in the catalogue.
struct GraphFault {
  std::string node_id;  // "" of the whole
  std::string code;
  base::Fields fields;
  bool operator==(const GraphFault&) const = default;
};

// The names of the exits that a node of these settings has.
std::vector<std::string> exits_of(const Node& node);

// The host of a web address, in lower case; "" when it is none, or the host holds a variable.
std::string host_of(std::string_view url);

// All that is wrong with `graph` as the graph of `flow`, in the order of its nodes.
std::vector<GraphFault> check(const Graph& graph, FlowId flow, const Surroundings& surroundings);

}  // namespace ivr

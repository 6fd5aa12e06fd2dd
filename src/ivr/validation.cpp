#include "ivr/validation.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "http/client.h"
#include "ivr/json_pointer.h"
#include "ivr/templates.h"
#include "ivr/walk.h"

namespace ivr {
namespace {

using Names = std::vector<std::string>;

constexpr std::string_view all_keys = "0123456789*#";

bool is_language(const std::string& language) {
  return language == "zh-CN" || language == "en";
}

// Whether the settings that belong to the kind are there.
bool has_settings(const Node& node) {
  switch (node.kind) {
    case NodeKind::Play:
      return node.play.has_value();
    case NodeKind::Menu:
      return node.menu.has_value();
    case NodeKind::Collect:
      return node.collect.has_value();
    case NodeKind::SetVariable:
      return node.set_variable.has_value();
    case NodeKind::Test:
      return node.test.has_value();
    case NodeKind::Hours:
      return node.hours.has_value();
    case NodeKind::Caller:
      return node.caller.has_value();
    case NodeKind::Split:
      return node.split.has_value();
    case NodeKind::Lookup:
      return node.lookup.has_value();
    case NodeKind::Queue:
      return node.queue.has_value();
    case NodeKind::Transfer:
      return node.transfer.has_value();
    case NodeKind::Voicemail:
      return node.voicemail.has_value();
    case NodeKind::Callback:
      return node.callback.has_value();
    case NodeKind::Rate:
      return node.rate.has_value();
    case NodeKind::Language:
      return node.language.has_value();
    case NodeKind::Subflow:
      return node.subflow.has_value();
    case NodeKind::Hangup:
      return node.hangup.has_value();
  }
  return false;
}

// Whether a caller who comes to such a node is waited for.
bool waits(const Node& node) {
  switch (node.kind) {
    case NodeKind::Play:
    case NodeKind::Menu:
    case NodeKind::Collect:
    case NodeKind::Voicemail:
    case NodeKind::Queue:
    case NodeKind::Transfer:
    case NodeKind::Lookup:
    case NodeKind::Callback:
    case NodeKind::Subflow:
      return true;
    default:
      return false;
  }
}

class Checker {
 public:
  Checker(const Graph& graph, FlowId flow, const Surroundings& surroundings)
      : graph_(graph), flow_(flow), surroundings_(surroundings) {
    for (const auto& node : graph.nodes) nodes_.emplace(node.id, &node);
  }

  std::vector<GraphFault> all() {
    if (graph_.start.empty() || !nodes_.contains(graph_.start)) add("", "flow_no_start");
    reach(graph_.start);
    std::set<std::string> seen;
    for (const auto& node : graph_.nodes) {
      node_ = &node;
      if (!seen.insert(node.id).second) say("flow_same_id");
      check_node(node);
    }
    find_circles();
    return std::move(faults_);
  }

 private:
  void add(const std::string& node, std::string code, base::Fields fields = {}) {
    faults_.push_back({node, std::move(code), std::move(fields)});
  }
  void say(std::string code, base::Fields fields = {}) { add(node_->id, std::move(code), std::move(fields)); }

  void reach(const std::string& id) {
    std::vector<std::string> waiting{id};
    while (!waiting.empty()) {
      auto next = std::move(waiting.back());
      waiting.pop_back();
      auto found = nodes_.find(next);
      if (found == nodes_.end() || !reached_.insert(next).second) continue;
      for (const auto& exit : found->second->exits) waiting.push_back(exit.to);
    }
  }

  void check_node(const Node& node) {
    if (!reached_.contains(node.id)) say("flow_unreachable");
    if (!has_settings(node)) return say("flow_no_settings");
    check_exits(node);
    check_settings(node);
  }

  void check_exits(const Node& node) {
    const auto wanted = exits_of(node);
    std::set<std::string> there;
    for (const auto& exit : node.exits) {
      if (!there.insert(exit.name).second) say("flow_exit_twice", {{"exit", exit.name}});
      if (std::find(wanted.begin(), wanted.end(), exit.name) == wanted.end())
        say("flow_exit_unknown", {{"exit", exit.name}});
      else if (!nodes_.contains(exit.to))
        say("flow_exit_to_nowhere", {{"exit", exit.name}});
    }
    for (const auto& name : wanted)
      if (!there.contains(name)) say("flow_dead_end", {{"exit", name}});
  }

  void check_settings(const Node& node) {
    switch (node.kind) {
      case NodeKind::Play:
        return check_phrases(node.play->phrases, Need::Something);
      case NodeKind::Menu:
        return check_menu(*node.menu);
      case NodeKind::Collect:
        return check_collect(*node.collect);
      case NodeKind::SetVariable:
        return check_variable(node.set_variable->variable);
      case NodeKind::Test:
        return check_variable(node.test->variable);
      case NodeKind::Hours:
        if (!node.hours->calendar_id || !surroundings_.has_calendar(*node.hours->calendar_id)) say("flow_no_calendar");
        return;
      case NodeKind::Caller:
        return check_caller(*node.caller);
      case NodeKind::Split:
        return check_split(*node.split);
      case NodeKind::Lookup:
        return check_lookup(*node.lookup);
      case NodeKind::Queue:
        return check_queue(node.queue->queue_id);
      case NodeKind::Transfer:
        if (node.transfer->to.empty()) say("flow_no_target");
        return;
      case NodeKind::Voicemail:
        check_phrases(node.voicemail->phrases, Need::Something);
        return check_queue(node.voicemail->queue_id);
      case NodeKind::Callback:
        if (node.callback->number.empty()) say("flow_no_target");
        check_phrases(node.callback->confirmation, Need::Nothing);
        return check_queue(node.callback->queue_id);
      case NodeKind::Rate:
        if (node.rate->score.empty()) say("flow_no_score");
        return;
      case NodeKind::Language:
        if (!is_language(node.language->language)) say("flow_bad_language");
        return;
      case NodeKind::Subflow:
        return check_subflow(*node.subflow);
      case NodeKind::Hangup:
        return check_phrases(node.hangup->phrases, Need::Nothing);
    }
  }

  enum class Need { Something, Nothing };
  void check_phrases(const Phrases& phrases, Need need) {
    if (need == Need::Something && phrases.zh.empty() && phrases.en.empty()) say("flow_no_phrases");
    for (const auto* parts : {&phrases.zh, &phrases.en})
      for (const auto& part : *parts) check_part(part);
  }
  void check_part(const Part& part) {
    const int given = int{part.prompt_id.has_value()} + int{part.text.has_value()} + int{part.digits.has_value()} +
                      int{part.amount.has_value()} + int{part.date.has_value()};
    if (given != 1) return say("flow_bad_phrase");
    if (part.prompt_id && !surroundings_.has_prompt(*part.prompt_id)) say("flow_no_prompt");
    for (const auto* text : {&part.text, &part.digits, &part.amount, &part.date})
      if (*text && (*text)->empty()) say("flow_bad_phrase");
  }

  void check_menu(const Menu& menu) {
    check_phrases(menu.phrases, Need::Something);
    if (menu.retry) check_phrases(*menu.retry, Need::Nothing);
    if (menu.keys.empty()) return say("flow_no_keys");
    std::set<char> keys(menu.keys.begin(), menu.keys.end());
    if (keys.size() != menu.keys.size() || menu.keys.find_first_not_of(all_keys) != std::string::npos)
      say("flow_bad_keys");
  }

  void check_collect(const Collect& collect) {
    check_phrases(collect.phrases, Need::Something);
    if (collect.retry) check_phrases(*collect.retry, Need::Nothing);
    check_variable(collect.variable);
    if (collect.min_digits > collect.max_digits) say("flow_bad_digits");
    if (!collect.end_key.empty() && collect.end_key != "#" && collect.end_key != "*") say("flow_bad_keys");
  }

  void check_variable(const std::string& variable) {
    if (!is_variable_name(variable)) say("flow_bad_variable", {{"variable", variable}});
  }

  // Names that the kind has of itself, and each only once.
  void check_names(const Names& names) {
    std::set<std::string> seen{"otherwise"};
    for (const auto& name : names)
      if (name.empty() || !seen.insert(name).second) say("flow_bad_exit_name", {{"exit", name}});
  }

  void check_caller(const ByCaller& caller) {
    Names names;
    for (const auto& branch : caller.branches) {
      names.push_back(branch.exit);
      if (branch.number_prefixes.empty() && branch.tier_ids.empty() && branch.regions.empty() &&
          !branch.known_customer && !branch.language)
        say("flow_no_condition", {{"exit", branch.exit}});
      for (auto tier : branch.tier_ids)
        if (!surroundings_.has_tier(tier)) say("flow_no_tier", {{"exit", branch.exit}});
    }
    if (names.empty()) say("flow_no_branches");
    check_names(names);
  }

  void check_split(const Split& split) {
    Names names;
    std::int64_t sum = 0;
    for (const auto& share : split.shares) {
      names.push_back(share.exit);
      sum += share.percent;
    }
    if (sum != 100) say("flow_bad_shares", {{"sum", std::to_string(sum)}});
    check_names(names);
  }

  void check_lookup(const Lookup& lookup) {
    const auto host = host_of(lookup.url);
    if (host.empty())
      say("flow_bad_url");
    else if (!surroundings_.allows_host(host))
      say("flow_host_not_allowed", {{"host", host}});
    for (const auto& header : lookup.headers)
      if (header.name.empty() || header.name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                               "0123456789-_") != std::string::npos)
        say("flow_bad_header", {{"header", header.name}});
    for (const auto& mapping : lookup.mapping) {
      check_variable(mapping.variable);
      if (!is_json_pointer(mapping.pointer)) say("flow_bad_pointer", {{"pointer", mapping.pointer}});
    }
  }

  void check_queue(const std::optional<routing::QueueId>& id) {
    if (!id || !surroundings_.has_queue(*id)) say("flow_no_queue");
  }

  void check_subflow(const Subflow& subflow) {
    if (!subflow.flow_id) return say("flow_no_subflow");
    if (*subflow.flow_id == flow_) return say("flow_recursion");
    auto graph = surroundings_.published(*subflow.flow_id);
    if (!graph) return say("flow_no_subflow");
    std::set<std::int64_t> seen;
    if (leads_back(*graph, 2, seen)) say("flow_recursion");
  }
  // Whether the graph comes to this flow again, or goes too deep.
  bool leads_back(const Graph& graph, std::size_t level, std::set<std::int64_t>& seen) {
    if (level > Walk::most_levels) return true;
    for (const auto& node : graph.nodes) {
      if (!node.subflow || !node.subflow->flow_id) continue;
      const auto id = *node.subflow->flow_id;
      if (id == flow_) return true;
      if (!seen.insert(id.value).second) continue;
      if (auto next = surroundings_.published(id); next && leads_back(*next, level + 1, seen)) return true;
    }
    return false;
  }

  // A circle of nodes none of which waits: what is left of those when all that have no way
  // on among themselves are taken away.
  void find_circles() {
    std::map<std::string, Names> ways;
    for (const auto& [id, node] : nodes_)
      if (!waits(*node))
        for (const auto& exit : node->exits)
          if (auto to = nodes_.find(exit.to); to != nodes_.end() && !waits(*to->second)) ways[id].push_back(exit.to);
    for (const auto& node : graph_.nodes)
      if (!waits(node) && comes_back(ways, node.id)) add(node.id, "flow_circle");
  }
  static bool comes_back(const std::map<std::string, Names>& ways, const std::string& from) {
    std::set<std::string> seen;
    Names waiting{from};
    while (!waiting.empty()) {
      auto at = ways.find(waiting.back());
      waiting.pop_back();
      if (at == ways.end()) continue;
      for (const auto& to : at->second) {
        if (to == from) return true;
        if (seen.insert(to).second) waiting.push_back(to);
      }
    }
    return false;
  }

  const Graph& graph_;
  const FlowId flow_;
  const Surroundings& surroundings_;
  std::map<std::string, const Node*> nodes_;
  std::set<std::string> reached_;
  const Node* node_ = nullptr;
  std::vector<GraphFault> faults_;
};

Names menu_exits(const Menu& menu) {
  Names names;
  for (char key : menu.keys) names.emplace_back(1, key);
  names.insert(names.end(), {"invalid", "timeout"});
  return names;
}

Names branch_exits(const ByCaller& caller) {
  Names names;
  for (const auto& branch : caller.branches) names.push_back(branch.exit);
  names.emplace_back("otherwise");
  return names;
}

Names share_exits(const Split& split) {
  Names names;
  for (const auto& share : split.shares) names.push_back(share.exit);
  return names;
}

}  // namespace

std::vector<std::string> exits_of(const Node& node) {
  switch (node.kind) {
    case NodeKind::Play:
    case NodeKind::SetVariable:
    case NodeKind::Language:
      return {"next"};
    case NodeKind::Menu:
      return node.menu ? menu_exits(*node.menu) : Names{};
    case NodeKind::Collect:
      return {"done", "invalid", "timeout"};
    case NodeKind::Test:
      return {"yes", "no"};
    case NodeKind::Hours:
      return {"open", "closed", "holiday"};
    case NodeKind::Caller:
      return node.caller ? branch_exits(*node.caller) : Names{"otherwise"};
    case NodeKind::Split:
      return node.split ? share_exits(*node.split) : Names{};
    case NodeKind::Lookup:
      return {"ok", "failed", "timeout"};
    case NodeKind::Queue:
      return {"closed", "full", "emergency", "inactive"};
    case NodeKind::Transfer:
      return {"failed"};
    case NodeKind::Voicemail:
    case NodeKind::Subflow:
      return {"done"};
    case NodeKind::Callback:
      return {"done", "failed"};
    case NodeKind::Rate:
      return {"rated", "invalid"};
    case NodeKind::Hangup:
      return {};
  }
  return {};
}

std::string host_of(std::string_view url) {
  // Filled in with something plain, so that only a variable of the host itself is refused.
  auto begin = url.find("://");
  if (begin == url.npos) return "";
  begin += 3;
  auto host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  if (host.find_first_of("{}@\\[") != host.npos) return "";
  if (!http::is_web_address(fill_in(url, [](std::string_view) { return std::string("x"); }))) return "";
  return base::ascii_lower(host.substr(0, host.find(':')));
}

std::vector<GraphFault> check(const Graph& graph, FlowId flow, const Surroundings& surroundings) {
  return Checker(graph, flow, surroundings).all();
}

}  // namespace ivr

#include "reporting/naming.h"

#include <algorithm>

#include "access/access.h"
#include "base/text.h"
#include "dictionaries/dictionaries.h"
#include "ivr/ivr.h"
#include "lines/lines.h"
#include "routing/routing.h"

namespace reporting {
namespace {

constexpr std::string_view beyond = "more";

std::int64_t number_in(const KeyPart& value) {
  return std::get<std::int64_t>(value);
}

std::string band_text(std::int64_t band) {
  const auto index = static_cast<std::size_t>(band);
  return index < band_edges.size() ? std::to_string(band_edges[index]) : std::string(beyond);
}

std::optional<KeyPart> band_from(const std::string& text) {
  for (std::size_t band = 0; band < band_count; ++band)
    if (band_text(static_cast<std::int64_t>(band)) == text) return static_cast<std::int64_t>(band);
  return std::nullopt;
}

bool is_day(Interval interval) {
  return interval == Interval::Day || interval == Interval::Week || interval == Interval::Month;
}

std::optional<KeyPart> interval_from(Interval interval, const std::string& text) {
  if (is_day(interval)) return day_from(text);
  auto at = base::from_rfc3339(text);
  return at ? std::optional<KeyPart>(base::epoch_ms(*at)) : std::nullopt;
}

}  // namespace

const std::string& Names::of(Dimension dimension, const KeyPart& value) {
  auto [found, fresh] = known_.try_emplace({dimension, value});
  if (fresh) found->second = look_up(dimension, value);
  return found->second;
}

std::string Names::word(const std::string& key) const {
  return messages_.text(language_, key);
}

std::string Names::queue_name(routing::QueueId id) const {
  auto queue = routing::Routing::find_queue(tx_, id);
  if (!queue) return "";
  const auto& name = base::local_name(language_, queue->name, queue->name_en);
  return sees_centres_ ? name + " · " + org::Access::centre_name(tx_, queue->centre_id) : name;
}

// Keys are their own names; what a node comes to has words of the drawing.
std::string Names::exit_name(const std::string& exit) const {
  if (exit.empty()) return word("reports.hung_up_here");
  const bool is_word = exit.size() > 1 &&
                       std::all_of(exit.begin(), exit.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  if (!is_word) return exit;
  const auto name = word("ivr.exits." + exit);
  return name == "ivr.exits." + exit ? exit : name;
}

std::string Names::node_name(ivr::FlowId flow, std::int64_t version, const std::string& node) {
  auto [graph, fresh] = graphs_.try_emplace({flow.value, version});
  if (fresh) graph->second = ivr::Ivr::published_graph(tx_, flow, version).value_or(ivr::Graph{});
  for (const auto& each : graph->second.nodes)
    if (each.id == node)
      return each.title.empty() ? word("ivr.kinds." + base::word_of(each.kind)) + " " + node : each.title;
  return node;
}

std::string Names::look_up(Dimension dimension, const KeyPart& value) const {
  auto entry_name = [&](std::int64_t id) -> std::string {
    auto entry = dictionaries::Dictionaries::find_entry(tx_, dictionaries::EntryId{id});
    if (!entry) return "";
    return base::local_name(language_, entry->name, entry->name_en);
  };
  switch (dimension) {
    case Dimension::Centre:
      return org::Access::centre_name(tx_, org::CentreId{number_in(value)});
    case Dimension::Queue:
      return queue_name(routing::QueueId{number_in(value)});
    case Dimension::Team:
      return org::Access::team_name(tx_, org::TeamId{number_in(value)});
    case Dimension::Agent:
      return org::Access::person_name(tx_, number_in(value));
    case Dimension::Tier:
    case Dimension::Reason:
      return entry_name(number_in(value));
    case Dimension::Channel:
      return word("reports.channel." + std::get<std::string>(value));
    case Dimension::Direction:
      return word("reports.direction." + std::get<std::string>(value));
    case Dimension::State:
      return word("reports.state." + std::get<std::string>(value));
    case Dimension::Role:
      return word("reports.role." + std::get<std::string>(value));
    case Dimension::Device:
      return word("reports.device." + std::get<std::string>(value));
    case Dimension::Goal:
      return word("reports.goal." + std::get<std::string>(value));
    case Dimension::Trunk:
      return lines::Lines::trunk_name(tx_, lines::TrunkId{number_in(value)});
    case Dimension::Flow:
    case Dimension::ToFlow:
      return ivr::Ivr::flow_name(tx_, ivr::FlowId{number_in(value)});
    case Dimension::ToQueue:
      return queue_name(routing::QueueId{number_in(value)});
    case Dimension::ToAgent:
      return org::Access::person_name(tx_, number_in(value));
    case Dimension::Exit:
      return exit_name(std::get<std::string>(value));
    case Dimension::FlowVersion:
    case Dimension::Node:
    case Dimension::Interval:
    case Dimension::WaitBand:
      break;
  }
  return "";
}

std::string text_of(Dimension dimension, Interval interval, const KeyPart& value) {
  if (const auto* word = std::get_if<std::string>(&value)) return *word;
  const auto number = number_in(value);
  if (dimension == Dimension::WaitBand) return band_text(number);
  if (dimension != Dimension::Interval) return number ? std::to_string(number) : "";
  return is_day(interval) ? text_of_day(number) : base::to_rfc3339(base::from_epoch_ms(number));
}

std::optional<KeyPart> value_from(Dimension dimension, Interval interval, const std::string& text) {
  if (dimension == Dimension::WaitBand) return band_from(text);
  if (is_word(dimension)) return text;
  if (dimension == Dimension::Interval) return interval_from(interval, text);
  if (text.empty()) return std::int64_t{0};
  auto id = base::parse_id(text);
  return id ? std::optional<KeyPart>(*id) : std::nullopt;
}

}  // namespace reporting

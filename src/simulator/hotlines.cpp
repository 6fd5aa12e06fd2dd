#include "simulator/hotlines.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/json.h"
#include "simulator/filling.h"

namespace simulator {
namespace {

struct HotlineSpec {
  std::string_view name_en;
  std::int64_t priority_seconds;
};
constexpr std::array<HotlineSpec, hotline_count> hotline_specs{HotlineSpec{"Fault line", 30},
                                                               HotlineSpec{"Service line", 0}};
constexpr std::string_view welcome = "您好，欢迎致电星河有线客户服务热线。为了保证服务质量，您的通话将被录音。";
constexpr std::string_view welcome_en = "Welcome to Xinghe Cable. This call is recorded.";
constexpr std::string_view calendar_key = "around_the_clock";

// Of the city's own people.
routing::QueueId add_queue(const Parts& parts, const SampleCity& city, std::size_t n, agents::SkillId skill) {
  routing::QueueFields fields;
  fields.centre_id = city.centre_id;
  fields.name = hotline_names[n];
  fields.name_en = hotline_specs[n].name_en;
  fields.channel = agents::Channel::Voice;
  fields.offer_seconds = 20;
  fields.priority_seconds = hotline_specs[n].priority_seconds;
  fields.stages = {{0, {{skill, 5}}, city.teams}, {45, {}, city.teams}};
  return need(parts.routing.create_queue(org::system_actor(), fields)).id;
}

void let_overflow(const Parts& parts, routing::QueueId id, routing::QueueId to) {
  const auto system = org::system_actor();
  auto queue = need(parts.routing.queue(system, id));
  routing::QueueFields fields = queue;
  fields.overflow_queue_id = to;
  fields.overflow_seconds = 90;
  need(parts.routing.edit_queue(system, id, queue.version, fields));
}

ivr::Graph read_graph(const std::string& content_folder, std::string_view name) {
  const auto path = fmt::format("{}/simulator/flows/{}.json", content_folder, name);
  std::ifstream file(path);
  std::stringstream text;
  if (!(text << file.rdbuf())) throw std::runtime_error("the content file " + path + " cannot be read");
  auto graph = base::from_json<ivr::Graph>(text.str());
  if (!graph) throw std::runtime_error("the content file " + path + " is not what a flow looks like");
  return *std::move(graph);
}

// Everything that one centre's flows and numbers are made of.
class Opening {
 public:
  Opening(const Parts& parts, Organisation& sample, org::CentreId root) : parts_(parts), sample_(sample), root_(root) {
    for (const auto& calendar : need(parts.calendars.calendars(system_, {200, {}})).items)
      if (calendar.key == calendar_key) calendar_ = calendar.id;
    if (!calendar_) throw std::runtime_error("there is no calendar around_the_clock");
    ivr::PromptFields prompt;
    prompt.centre_id = root;
    prompt.name = "欢迎词";
    prompt.text = welcome;
    prompt.text_en = welcome_en;
    welcome_ = need(parts.prompts.create_prompt(system_, prompt)).id;
  }

  void add_trunk() {
    lines::TrunkFields fields;
    fields.centre_id = root_;
    fields.name = "演示线路（本机模拟）";
    fields.host = trunk_host;
    fields.port = trunk_port;
    const auto trunk = need(parts_.lines.create_trunk(system_, fields));
    sample_.trunk_id = trunk.id;
    lines::WayOutFields way;
    way.centre_id = root_;
    way.name = "全部号码";
    way.trunk_ids = {trunk.id};
    need(parts_.lines.create_way_out(system_, way));
  }

  void open_city(std::size_t n, ivr::Graph graph) {
    auto& city = sample_.cities[n];
    const auto centre = need(parts_.access.centre(system_, city.centre_id));
    for (auto& node : graph.nodes) fill_in(node, city);
    flows_.push_back(
        publish({city.centre_id, centre.name + "热线", "Hotline of " + centre.code, {}, std::move(graph)}));
    city.flow_id = flows_.back();
    city.number_id = add_number(city.centre_id, city_number(n), centre.name + "热线", city.flow_id);
  }

  // One for all: every hotline asks its callers, when the agent hangs up first, how it was.
  void add_survey() {
    const auto flow = publish({root_, "满意度调查", "Satisfaction survey", "satisfaction", {}});
    for (const auto& city : sample_.cities)
      for (const auto queue : city.hotlines) {
        const auto kept = need(parts_.telephony.queue_voice(system_, queue));
        telephony::QueueVoiceFields fields = kept;
        fields.survey_flow_id = flow;
        need(parts_.telephony.edit_queue_voice(system_, queue, kept.version, fields));
      }
  }

  void open_nation(ivr::Graph graph) {
    std::size_t next = 0;
    for (auto& node : graph.nodes)
      if (node.subflow && next < flows_.size()) node.subflow->flow_id = flows_[next++];
    const auto flow = publish({root_, "全国服务热线", "National hotline", {}, std::move(graph)});
    add_number(root_, std::string(national_number), "全国服务热线", flow);
  }

  void add_phone(const SampleAgent& agent, const std::string& login) {
    lines::PhoneFields fields;
    fields.centre_id = agent.place.centre_id;
    fields.name = agent.number;
    fields.person_id = agent.place.person_id;
    fields.login = login;
    need(parts_.lines.create_phone(system_, fields));
  }

 private:
  void fill_in(ivr::Node& node, const SampleCity& city) {
    const auto fault = city.hotlines[static_cast<std::size_t>(Hotline::Fault)];
    const auto service = city.hotlines[static_cast<std::size_t>(Hotline::Service)];
    if (node.hours) node.hours->calendar_id = calendar_;
    if (node.queue) node.queue->queue_id = node.id == "q_fault" ? fault : service;
    if (node.callback) node.callback->queue_id = service;
    if (node.voicemail) node.voicemail->queue_id = service;
    if (node.id == "welcome") {
      ivr::Part prompt;
      prompt.prompt_id = welcome_;
      node.play->phrases = {{prompt}, {prompt}};
    }
  }

  ivr::FlowId publish(ivr::NewFlow fresh) {
    const auto flow = need(parts_.ivr.create_flow(system_, fresh));
    need(parts_.ivr.publish(system_, flow.id, {flow.version, "首次发布"}));
    return flow.id;
  }

  std::int64_t add_number(org::CentreId centre, std::string digits, std::string name, ivr::FlowId flow) {
    lines::NumberFields fields;
    fields.centre_id = centre;
    fields.pattern = digits;
    fields.name = std::move(name);
    fields.flow_id = flow;
    fields.caller_number = std::move(digits);
    fields.is_default = true;
    return need(parts_.lines.create_number(system_, fields)).id.value;
  }

  const Parts& parts_;
  Organisation& sample_;
  const org::CentreId root_;
  const org::Actor system_ = org::system_actor();
  std::optional<calendars::CalendarId> calendar_;
  ivr::PromptId welcome_;
  std::vector<ivr::FlowId> flows_;  // of the cities
};

void know_number(SampleCity& city, const lines::Number& number) {
  city.number = number.pattern;
  city.number_id = number.id.value;
  if (number.flow_id) city.flow_id = *number.flow_id;
}

void find_hotline(const Parts& parts, SampleCity& city) {
  const auto system = org::system_actor();
  each_of([&](const org::ListQuery& query) {
    auto numbers = parts.lines.numbers(system, city.centre_id, query);
    for (std::size_t n = 0; numbers && n < numbers->items.size(); ++n)
      if (numbers->items[n].active && numbers->items[n].pattern.starts_with(national_number))
        know_number(city, numbers->items[n]);
    return numbers;
  });
  each_of([&](const org::ListQuery& query) {
    auto queues = parts.routing.queues(system, {.centre_id = city.centre_id}, query);
    for (std::size_t n = 0; queues && n < queues->items.size(); ++n)
      if (const auto name = std::ranges::find(hotline_names, queues->items[n].name); name != hotline_names.end())
        city.hotlines[static_cast<std::size_t>(name - hotline_names.begin())] = queues->items[n].id;
    return queues;
  });
}

}  // namespace

std::string city_number(std::size_t city) {
  return fmt::format("{}{}", national_number, city + 1);
}

void add_hotline_queues(const Parts& parts, Organisation& sample,
                        const std::array<agents::SkillId, hotline_count>& skills) {
  for (auto& city : sample.cities)
    for (std::size_t n = 0; n < hotline_count; ++n) city.hotlines[n] = add_queue(parts, city, n, skills[n]);
  for (const auto& city : sample.cities)
    for (std::size_t n = 0; n < hotline_count; ++n)
      let_overflow(parts, city.hotlines[n], sample.cities[city.helper].hotlines[n]);
  for (std::size_t n = 0; n < hotline_count; ++n) sample.hotlines_ask[n] = {{skills[n], 5}};
}

void add_hotlines(const Parts& parts, Organisation& sample, org::CentreId root, const std::string& content_folder) {
  Opening opening(parts, sample, root);
  opening.add_trunk();
  const auto city = read_graph(content_folder, "city");
  for (std::size_t n = 0; n < sample.cities.size(); ++n) {
    sample.cities[n].number = city_number(n);
    opening.open_city(n, city);
  }
  opening.open_nation(read_graph(content_folder, "national"));
  opening.add_survey();
  for (const auto& agent : sample.agents)
    if (agent.by_phone) opening.add_phone(agent, agent.login);
}

void find_hotlines(const Parts& parts, Organisation& sample) {
  const auto system = org::system_actor();
  each_of([&](const org::ListQuery& query) {
    auto trunks = parts.lines.trunks(system, {}, query);
    for (std::size_t n = 0; trunks && n < trunks->items.size(); ++n)
      if (trunks->items[n].host == trunk_host && trunks->items[n].active) sample.trunk_id = trunks->items[n].id;
    return trunks;
  });
  for (auto& city : sample.cities) find_hotline(parts, city);
  each_of([&](const org::ListQuery& query) {
    auto phones = parts.lines.phones(system, {}, query);
    for (std::size_t n = 0; phones && n < phones->items.size(); ++n)
      for (auto& agent : sample.agents)
        if (agent.by_phone && phones->items[n].active && phones->items[n].person_id == agent.place.person_id) {
          agent.phone_id = phones->items[n].id;
          agent.login = phones->items[n].login;
        }
    return phones;
  });
}

}  // namespace simulator

// Graphs of flows and walks through them: of any bytes, a graph is read or refused; checking
// it ends; a walk driven by any inputs ends or waits, says no more than there is, and what it
// was told to pass over changes nothing.

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "ivr/validation.h"
#include "ivr/walk.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

class FuzzWorld final : public ivr::World, public ivr::Surroundings {
 public:
  explicit FuzzWorld(ivr::Graph graph)
      : flow_(std::make_shared<const ivr::Published>(ivr::Published{ivr::FlowId{1}, 1, std::move(graph), false, {}})) {}

  std::shared_ptr<const ivr::Published> flow(ivr::FlowId) override { return flow_; }
  ivr::HoursState hours(calendars::CalendarId id, base::Time) override {
    return id.value % 2 == 0 ? ivr::HoursState::Open : ivr::HoursState::Holiday;
  }
  std::optional<ivr::Phrases> emergency() override { return std::nullopt; }
  bool has_prompt(ivr::PromptId id) const override { return id.value % 2 == 0; }
  bool has_queue(routing::QueueId id) const override { return id.value % 2 == 0; }
  bool has_calendar(calendars::CalendarId id) const override { return id.value % 2 == 0; }
  bool has_tier(dictionaries::EntryId) const override { return true; }
  bool allows_host(const std::string& host) const override { return host.size() % 2 == 0; }
  std::shared_ptr<const ivr::Graph> published(ivr::FlowId) const override { return {flow_, &flow_->graph}; }

  const ivr::Graph& graph() const { return flow_->graph; }

 private:
  std::shared_ptr<const ivr::Published> flow_;
};

class Driver {
 public:
  Driver(FuzzWorld& world, std::string_view inputs) : world_(world), inputs_(inputs) {}

  void drive() {
    ivr::Facts facts;
    facts.caller_number = "13800138000";
    note(walk_.begin(world_, now_, ivr::FlowId{1}, facts, inputs_.size()));
    for (std::size_t i = 0; i < inputs_.size() && !walk_.ended(); ++i) feed(static_cast<unsigned char>(inputs_[i]));
    if (!walk_.ended()) return;
    require(!walk_.digit(world_, now_, '1').step && !walk_.played(world_, now_, playing_).step);
    require(!walk_.next_timer());
  }

 private:
  void feed(unsigned char input) {
    constexpr std::string_view keys = "0123456789*#";
    switch (input % 8) {
      case 0:
      case 1:
        return note(walk_.digit(world_, now_, keys[input / 8 % keys.size()]));
      case 2:
        return note(walk_.played(world_, now_, playing_));
      case 3:
        if (walk_.next_timer()) now_ = std::max(now_, *walk_.next_timer());
        return note(walk_.tick(world_, now_));
      case 4:
        return note(
            walk_.looked_up(world_, now_, {static_cast<ivr::LookUpOutcome>(input / 8 % 3), R"({"a":[{"b":"c"}]})"}));
      case 5:
        return note(walk_.queue_refused(world_, now_, static_cast<routing::Admission>(input / 8 % 5)));
      case 6:
        return note(walk_.acted(world_, now_, input / 8 % 2 == 0 ? ivr::Outcome::Done : ivr::Outcome::Failed));
      default:
        return note(walk_.digit(world_, now_, static_cast<char>(input)));
    }
  }
  void note(const ivr::Told& told) {
    require(!told.rated || (told.rated >= 1 && told.rated <= 5));
    require(told.taken.size() <= static_cast<std::size_t>(ivr::Walk::most_nodes) + 1);
    require(!told.fault || walk_.ended());
    require(walk_.variables().size() <= 100);
    if (!told.step) return;
    if (const auto* said = std::get_if<ivr::PlayPhrases>(&*told.step)) {
      require(!said->speech.empty() && said->number > playing_);
      playing_ = said->number;
    }
    if (std::holds_alternative<ivr::HangUp>(*told.step)) require(walk_.ended());
  }

  FuzzWorld& world_;
  std::string_view inputs_;
  ivr::Walk walk_;
  base::Time now_ = base::from_epoch_ms(1'764'000'000'000);
  std::int64_t playing_ = 0;
};

}  // namespace

// The graph, a zero byte, and the inputs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(text.find('\0'), text.size());
  auto graph = base::from_json<ivr::Graph>(text.substr(0, end));
  if (!graph) return 0;
  require(graph->nodes.size() <= 500);
  require(base::from_json<ivr::Graph>(base::to_json(*graph)) == *graph);
  FuzzWorld world(*std::move(graph));
  ivr::check(world.graph(), ivr::FlowId{1}, world);
  Driver(world, text.substr(std::min(end + 1, text.size()))).drive();
  return 0;
}

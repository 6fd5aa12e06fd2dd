#include "ivr/dry_run.h"

namespace ivr {
namespace {

class Runner {
 public:
  Runner(World& world, base::Time now) : world_(world), now_(now) {}

  DryRun run(std::shared_ptr<const Published> flow, const DryRunRequest& request) {
    note(walk_.begin(world_, now_, std::move(flow), request.facts, static_cast<std::uint64_t>(request.seed)));
    for (const auto& input : request.inputs)
      if (!walk_.ended()) feed(input);
    run_.flow_id = walk_.flow_id();
    run_.node_id = walk_.node_id();
    run_.waits_for = waits_for();
    if (auto timer = walk_.next_timer()) run_.timeout_seconds = (*timer - now_).count() / 1'000;
    for (const auto& [name, value] : walk_.variables()) run_.variables[name] = value;
    return std::move(run_);
  }

 private:
  void feed(const DryRunInput& input) {
    if (input.key && input.key->size() == 1) {
      line(DryLineKind::Pressed).text = *input.key;
      note(walk_.digit(world_, now_, input.key->front()));
    } else if (input.timeout && walk_.next_timer()) {
      now_ = *walk_.next_timer();
      line(DryLineKind::WaitedLong);
      note(walk_.tick(world_, now_));
    } else if (input.lookup) {
      note(walk_.looked_up(world_, now_, {input.lookup->outcome, input.lookup->body}));
    } else if (input.refused) {
      note(walk_.queue_refused(world_, now_, *input.refused));
    } else if (input.outcome) {
      note(walk_.acted(world_, now_, *input.outcome));
    }
  }

  // Notes what was told, and hears out what is said.
  void note(Told told) {
    for (;;) {
      for (const auto& taken : told.taken)
        run_.lines.push_back({DryLineKind::Took, taken.flow_id, taken.node_id, taken.exit, {}, {}, {}});
      if (told.rated) line(DryLineKind::Rated).text = std::to_string(*told.rated);
      if (told.fault) line(DryLineKind::Failed).text = base::word_of(*told.fault);
      if (!told.step) return;
      asked_ = *std::exchange(told.step, std::nullopt);
      std::visit([&](const auto& step) { show(step); }, asked_);
      const auto* said = std::get_if<PlayPhrases>(&asked_);
      if (!said) return;
      told = walk_.played(world_, now_, said->number);
    }
  }

  DryLine& line(DryLineKind kind) {
    run_.lines.push_back({kind, walk_.flow_id(), walk_.node_id(), {}, {}, {}, {}});
    return run_.lines.back();
  }
  void show(const PlayPhrases& step) {
    auto& heard = line(DryLineKind::Heard);
    heard.speech = step.speech;
    heard.language = step.language;
  }
  void show(const LookUp& step) { line(DryLineKind::AskedOutside).text = step.url; }
  void show(const EnterQueue& step) { line(DryLineKind::Queued).queue_id = step.queue_id; }
  void show(const Transfer& step) { line(DryLineKind::Transferred).text = step.to; }
  void show(const LeaveVoicemail& step) { line(DryLineKind::Voicemail).queue_id = step.queue_id; }
  void show(const RequestCallback& step) {
    auto& asked = line(DryLineKind::Callback);
    asked.text = step.number;
    asked.queue_id = step.queue_id;
  }
  void show(const HangUp&) { line(DryLineKind::HungUp); }

  DryWait waits_for() const {
    if (walk_.ended()) return DryWait::Nothing;
    if (walk_.waits_for_keys()) return DryWait::Key;
    if (std::holds_alternative<LookUp>(asked_)) return DryWait::LookUp;
    if (std::holds_alternative<EnterQueue>(asked_)) return DryWait::Queue;
    if (std::holds_alternative<Transfer>(asked_)) return DryWait::Transfer;
    if (std::holds_alternative<LeaveVoicemail>(asked_)) return DryWait::Voicemail;
    if (std::holds_alternative<RequestCallback>(asked_)) return DryWait::Callback;
    return DryWait::Nothing;
  }

  World& world_;
  base::Time now_;
  Walk walk_;
  Step asked_ = HangUp{};
  DryRun run_;
};

}  // namespace

DryRun dry_run(World& world, std::shared_ptr<const Published> flow, const DryRunRequest& request, base::Time now) {
  return Runner(world, now).run(std::move(flow), request);
}

}  // namespace ivr

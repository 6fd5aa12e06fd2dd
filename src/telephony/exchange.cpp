#include "telephony/exchange.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/log.h"
#include "routing/events.h"
#include "telephony/ledger.h"
#include "telephony/tones.h"

namespace telephony {
namespace {

using namespace std::chrono_literals;

// Deeds that the database refuses are tried again after so long.
constexpr base::Duration retry_pause{1'000};
// Somebody who asks waits for an answer at most so long.
constexpr auto patience = 10s;

struct Asked {
  Request request;
  std::promise<base::Status> promise;
};
// What the switchboard is told of a look-up that came back.
struct Found {
  CallId call;
  ivr::LookUpResult result;
};
// Sound that was made.
struct Made {
  voice::media::Play play;
};
using Input = std::variant<voice::Event, events::Event, std::shared_ptr<Asked>, Found, Made>;

constexpr float music_gain = 0.6F;

// One thread that does pieces of work in their order.
class Worker {
 public:
  Worker() : thread_([this] { run(); }) {}
  ~Worker() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  void post(std::function<void()> work) {
    {
      std::lock_guard lock(mutex_);
      works_.push_back(std::move(work));
    }
    changed_.notify_all();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return stopping_ || !works_.empty(); });
      if (stopping_) return;
      auto work = std::move(works_.front());
      works_.pop_front();
      lock.unlock();
      try {
        work();
      } catch (const std::exception& fault) {
        base::log::error("telephony", "work beside the exchange failed: {}", fault.what());
      }
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> works_;
  bool stopping_ = false;
  std::thread thread_;
};

bool concerns_calls(const events::Event& event) {
  return event.type == routing::OfferMade::type || event.type == routing::OfferEnded::type ||
         event.type == routing::ItemMoved::type || event.type == routing::ItemHandedBack::type ||
         event.type == routing::ItemTakenOver::type;
}

}  // namespace

struct Exchange::State {
  State(Exchange& exchange, org::Platform platform, const base::Messages& messages, House& house, Voices& voices,
        LookUps look_ups, Tapes& tapes)
      : exchange(exchange),
        platform(platform),
        voices(voices),
        look_ups(std::move(look_ups)),
        switchboard(platform.ids, house, messages, {.node = platform.node}),
        ledger(platform, tapes) {
    shown.seen_at = platform.clock.now();
  }

  void put(Input input) {
    {
      std::lock_guard lock(mutex);
      inputs.push_back(std::move(input));
    }
    changed.notify_all();
  }

  void take(const Input& input, base::Time now);
  void take(const events::Event& event, base::Time now);
  void decide(std::deque<Input> batch);
  void close();
  void write();
  bool write_one_by_one();
  void command();
  void answer_who_asked();
  void speak(const Speech& speech);
  void play_made(Made made);
  void give_phones();

  Exchange& exchange;
  org::Platform platform;
  Voices& voices;
  LookUps look_ups;
  Switchboard switchboard;
  Ledger ledger;

  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Input> inputs;
  bool stopping = false;
  bool started = false;
  std::thread thread;

  // The exchange's thread only.
  std::vector<Deed> unwritten;
  std::optional<base::Time> try_again;
  std::vector<std::pair<std::shared_ptr<Asked>, base::Status>> asked;
  std::map<RequestId, base::Error> refusals;
  RequestId next_request = 0;

  std::mutex phones_mutex;
  std::map<org::PersonId, std::promise<std::string>> phones;

  std::mutex shown_mutex;
  Life shown;
  std::set<org::PersonId> lines;

  std::mutex step_mutex;  // step() is one at a time, also in tests that ask on several threads
  std::optional<Worker> speaker, asker;
};

Exchange::Exchange(org::Platform platform, const base::Messages& messages, House& house, Voices& voices,
                   LookUps look_ups, Tapes& tapes)
    : state_(std::make_unique<State>(*this, platform, messages, house, voices, std::move(look_ups), tapes)) {}

Exchange::~Exchange() {
  stop();
}

void Exchange::start() {
  auto& state = *state_;
  state.speaker.emplace();
  state.asker.emplace();
  state.started = true;
  state.thread = std::thread([this] {
    auto& state = *state_;
    for (;;) {
      try {
        while (step()) {
        }
      } catch (const std::exception& fault) {
        base::log::error("telephony", "a turn failed: {}", fault.what());
      }
      std::unique_lock lock(state.mutex);
      if (state.stopping) return;
      auto due = state.switchboard.next_timer();
      if (state.try_again && (!due || *state.try_again < *due)) due = state.try_again;
      const auto now = state.platform.clock.now();
      const auto pause = std::clamp(due.value_or(now + 1s) - now, base::Duration{1}, base::Duration{1'000});
      state.changed.wait_for(lock, pause, [&] { return state.stopping || !state.inputs.empty(); });
    }
  });
}

void Exchange::stop() {
  auto& state = *state_;
  {
    std::lock_guard lock(state.mutex);
    state.stopping = true;
  }
  state.changed.notify_all();
  if (state.thread.joinable()) {
    state.thread.join();
    state.close();
  }
  state.speaker.reset();
  state.asker.reset();
  state.started = false;
}

void Exchange::tell(voice::Event event) {
  state_->put(std::move(event));
}

void Exchange::changed(const std::vector<events::Event>& batch) {
  for (const auto& event : batch)
    if (concerns_calls(event)) state_->put(event);
}

base::Status Exchange::ask(org::PersonId person, CallId call, Wish wish) {
  auto asked = std::make_shared<Asked>();
  asked->request = {0, person, call, std::move(wish)};
  auto future = asked->promise.get_future();
  state_->put(asked);
  if (!state_->started) step();
  if (future.wait_for(patience) == std::future_status::ready) return future.get();
  return base::refuse(base::Code::Unavailable, "exchange_is_slow");
}

base::Result<std::string> Exchange::connect_phone(org::PersonId person, const std::string& offer) {
  std::future<std::string> future;
  {
    std::lock_guard lock(state_->phones_mutex);
    auto& promise = state_->phones[person];
    promise = {};
    future = promise.get_future();
  }
  if (auto status = ask(person, {}, ConnectPhone{offer}); !status) return base::pass(status);
  if (!state_->started) step();
  std::string answer;
  try {
    if (future.wait_for(patience) == std::future_status::ready) answer = future.get();
  } catch (const std::future_error&) {
    // Another page of the same person asked meanwhile.
  }
  if (answer.empty()) return base::refuse_fault("/offer", "no_offer_of_sound");
  return answer;
}

bool Exchange::step() {
  auto& state = *state_;
  std::lock_guard one(state.step_mutex);
  std::deque<Input> batch;
  {
    std::lock_guard lock(state.mutex);
    batch = std::exchange(state.inputs, {});
  }
  const bool any = !batch.empty();
  state.decide(std::move(batch));
  const auto now = state.platform.clock.now();
  std::lock_guard lock(state.shown_mutex);
  state.shown = {now, static_cast<std::int64_t>(state.switchboard.calls()),
                 static_cast<std::int64_t>(state.switchboard.legs()),
                 static_cast<std::int64_t>(state.unwritten.size())};
  state.lines = state.switchboard.lines();
  return any;
}

void Exchange::State::decide(std::deque<Input> batch) {
  const auto now = platform.clock.now();
  for (const auto& input : batch) take(input, now);
  switchboard.advance(now);
  auto deeds = switchboard.take_deeds();
  unwritten.insert(unwritten.end(), std::make_move_iterator(deeds.begin()), std::make_move_iterator(deeds.end()));
  // What came of deeds leads to further ones: until nothing more comes.
  for (int round = 0; round < 20 && !unwritten.empty() && (!try_again || *try_again <= now); ++round) write();
  command();
  answer_who_asked();
}

// The last turn.
void Exchange::State::close() {
  try {
    switchboard.close_all(platform.clock.now());
    decide({});
  } catch (const std::exception& fault) {
    base::log::error("telephony", "calls were not closed: {}", fault.what());
  }
}

void Exchange::State::take(const Input& input, base::Time now) {
  if (const auto* event = std::get_if<voice::Event>(&input)) return switchboard.happened(*event, now);
  if (const auto* event = std::get_if<events::Event>(&input)) return take(*event, now);
  if (const auto* found = std::get_if<Found>(&input)) return switchboard.looked_up(found->call, found->result, now);
  if (const auto* made = std::get_if<Made>(&input)) return play_made(*made);
  const auto& who = std::get<std::shared_ptr<Asked>>(input);
  who->request.id = ++next_request;
  asked.emplace_back(who, switchboard.asked(who->request, now));
}

void Exchange::State::take(const events::Event& event, base::Time now) {
  if (event.type == routing::OfferMade::type) return switchboard.offer_made(event.as<routing::OfferMade>(), now);
  if (event.type == routing::OfferEnded::type) return switchboard.offer_ended(event.as<routing::OfferEnded>(), now);
  if (event.type == routing::ItemMoved::type) return switchboard.item_moved(event.as<routing::ItemMoved>(), now);
  if (event.type == routing::ItemHandedBack::type) {
    const auto back = event.as<routing::ItemHandedBack>();
    return switchboard.item_handed_back(back.item_id, back.agent_id, now);
  }
  const auto over = event.as<routing::ItemTakenOver>();
  switchboard.item_taken_over(over.item_id, over.from_agent_id, over.to_agent_id, now);
}

// The deeds so far, in one transaction; what comes of them may be further deeds.
void Exchange::State::write() {
  std::vector<DeedOutcome> outcomes;
  std::map<RequestId, base::Error> refused;
  try {
    outcomes = platform.database.write([&](db::Transaction& tx) {
      refused.clear();
      return ledger.perform(tx, unwritten, refused);
    });
    unwritten.clear();
    try_again.reset();
  } catch (const std::exception& fault) {
    base::log::error("telephony", "{} deeds wait for the database: {}", unwritten.size(), fault.what());
    if (!write_one_by_one()) try_again = platform.clock.now() + retry_pause;
    return;
  }
  refusals.merge(refused);
  const auto now = platform.clock.now();
  for (const auto& outcome : outcomes) switchboard.came_of(outcome, now);
  unwritten = switchboard.take_deeds();
}

// One that can never be written must not stand before all others: where single ones are taken,
// the one that is not is left out. False when none is: the database is away.
bool Exchange::State::write_one_by_one() {
  std::vector<Deed> left;
  bool any = false;
  for (auto& deed : std::exchange(unwritten, {})) {
    try {
      std::map<RequestId, base::Error> refused;
      const auto outcomes =
          platform.database.write([&](db::Transaction& tx) { return ledger.perform(tx, {deed}, refused); });
      refusals.merge(refused);
      for (const auto& outcome : outcomes) switchboard.came_of(outcome, platform.clock.now());
      any = true;
    } catch (const std::exception& fault) {
      base::log::error("telephony", "a deed of kind {} is refused: {}", deed.action.index(), fault.what());
      left.push_back(std::move(deed));
    }
  }
  if (!any) unwritten = std::move(left);
  auto more = switchboard.take_deeds();
  unwritten.insert(unwritten.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return any;
}

void Exchange::State::command() {
  auto commands = switchboard.take_commands();
  if (exchange.engine_)
    for (auto& command : commands) std::visit([&](auto& it) { exchange.engine_->post(std::move(it)); }, command);
  for (const auto& speech : switchboard.take_speeches()) speak(speech);
  for (const auto& wanted : switchboard.take_look_ups()) {
    auto work = [this, wanted] { put(Found{wanted.call, look_ups(wanted.wanted)}); };
    if (asker)
      asker->post(work);
    else
      work();
  }
  give_phones();
}

// Sound is made beside the exchange; by then it may not be wanted any more.
void Exchange::State::speak(const Speech& speech) {
  auto make = [this, speech] {
    Made made{{speech.play, speech.leg, {}, false, 1.0F}};
    auto& play = made.play;
    if (const auto* words = std::get_if<Words>(&speech.what)) {
      play.sounds = voices.sounds(*words);
    } else if (const auto* music = std::get_if<Music>(&speech.what)) {
      play.sounds = {voices.music(*music)};
      play.loops = true;
      play.gain = music_gain;
    } else if (std::holds_alternative<RingingTone>(speech.what)) {
      play.sounds = {ringing_tone()};
      play.loops = true;
    } else {
      play.sounds = {beep()};
    }
    std::erase(play.sounds, nullptr);
    return made;
  };
  if (speaker) return speaker->post([this, make] { put(make()); });
  play_made(make());
}

// What cannot be said is passed over, as if it had been.
void Exchange::State::play_made(Made made) {
  if (!switchboard.wants(made.play.play)) return;
  if (!made.play.sounds.empty() && exchange.engine_)
    return exchange.engine_->post(voice::media::Command(std::move(made.play)));
  put(voice::Event(voice::media::Event(
      voice::media::PlayEnded{made.play.play, made.play.leg, voice::media::PlayEnd::Finished, {}})));
}

void Exchange::State::give_phones() {
  for (auto& ready : switchboard.take_phones()) {
    std::lock_guard lock(phones_mutex);
    const auto found = phones.find(ready.person);
    if (found == phones.end()) continue;
    found->second.set_value(ready.answer);
    phones.erase(found);
  }
}

void Exchange::State::answer_who_asked() {
  if (!unwritten.empty() && try_again) return;  // nothing is promised that is not written
  for (auto& [who, status] : std::exchange(asked, {})) {
    const auto refused = refusals.find(who->request.id);
    if (status && refused != refusals.end())
      who->promise.set_value(std::unexpected(refused->second));
    else
      who->promise.set_value(status);
  }
  refusals.clear();
}

Exchange::Life Exchange::life() const {
  std::lock_guard lock(state_->shown_mutex);
  return state_->shown;
}

bool Exchange::has_line(org::PersonId person) const {
  std::lock_guard lock(state_->shown_mutex);
  return state_->lines.contains(person);
}

}  // namespace telephony

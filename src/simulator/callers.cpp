#include "simulator/callers.h"

#include <algorithm>
#include <utility>

#include "simulator/hotlines.h"
#include "simulator/names.h"

namespace simulator {
namespace {

using base::Duration;
using base::Time;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using telephony::CallState;

constexpr double seconds_between_calls = 15;
constexpr std::array<double, subject_count> share_of_subject{0.42, 0.26, 0.24, 0.08};
constexpr double share_national = 0.15;  // who call the number of the whole operator
constexpr double share_voicemail = 0.03;
constexpr double share_silent = 0.04;  // who press nothing
constexpr double share_unanswered = 0.02;
constexpr double share_called_back = 0.15;  // who would rather be called back than wait on
constexpr Duration longest_call = minutes{9};
constexpr std::size_t voices = 12;
constexpr std::size_t spare_calls = 6;  // for customers whom somebody calls

// The key of the menu for a subject.
std::string key_of(Subject subject, Dice& dice) {
  if (subject == Subject::Tv || subject == Subject::Broadband) return "1";
  if (subject == Subject::Complaint) return "0";
  return dice.happens(0.4) ? "2" : dice.happens(0.6) ? "3" : "0";
}

}  // namespace

Callers::Callers(const Organisation& organisation, const std::vector<Phrases>& phrases, const Play& play,
                 std::function<voice::LegId()> make_leg, std::uint64_t seed)
    : organisation_(organisation), phrases_(phrases), play_(play), make_leg_(std::move(make_leg)), dice_(seed) {}

std::size_t Callers::most_calls() const {
  return std::min<std::size_t>(20, 8 + static_cast<std::size_t>(2 * pace_));
}

std::vector<CallDeed> Callers::tick(Time now) {
  due_.clear();
  let_call(now);
  welcome_newcomers(now);
  for (auto& [leg, caller] : callers_) {
    keep_patience(now, leg, caller);
    collect(now, caller.planned);
  }
  for (auto& [call, work] : work_) collect(now, work.planned);
  for (auto& chore : chores_) collect(now, chore.planned);
  std::erase_if(chores_, [](const Work& chore) { return chore.planned.empty(); });
  hang_up_forgotten(now);
  return std::exchange(due_, {});
}

void Callers::collect(Time now, Planned& planned) {
  while (!planned.empty() && planned.front().first <= now) {
    auto deed = std::move(planned.front().second);
    planned.pop_front();
    // An agent hangs up the phone that is in its hand then.
    if (deed.act == CallAct::HangUp && deed.leg.value == 0) {
      const auto desk = desks_.find(deed.agent);
      if (desk == desks_.end()) continue;
      deed.leg = desk->second.leg;
    }
    due_.push_back(std::move(deed));
  }
}

// No phone is off its hook for ever, whatever was not told of its call.
void Callers::hang_up_forgotten(Time now) {
  for (auto& [agent, desk] : desks_) {
    if (now - desk.since < longest_call + minutes{2}) continue;
    desk.since = now;
    CallDeed deed;
    deed.act = CallAct::HangUp;
    deed.leg = desk.leg;
    due_.push_back(std::move(deed));
  }
}

void Callers::plan(Caller& caller, Time at, CallDeed deed) {
  auto& planned = caller.planned;
  const auto after = std::ranges::upper_bound(planned, at, {}, [](const auto& one) { return one.first; });
  planned.emplace(after, at, std::move(deed));
}

// --- customers who call

void Callers::let_call(Time now) {
  if (pace_ <= 0) {
    next_call_.reset();
    return;
  }
  const auto usual = seconds_between_calls / (pace_ * volume_);
  if (!next_call_ || *next_call_ > now + Dice::from_seconds(usual * 1.5)) next_call_ = now + dice_.seconds(1, 4);
  if (now < *next_call_) return;
  next_call_ = now + dice_.seconds(usual * 0.5, usual * 1.5);
  if (callers_.size() < most_calls()) call(now, dice_.below(organisation_.cities.size()), {});
}

// One of the customers who does not call just now.
Callers::Caller Callers::somebody(Time now, std::size_t city, Subject subject, bool may_be_foreign) {
  Caller caller;
  caller.city = city;
  caller.phrases = &phrases_[may_be_foreign && phrases_.size() > 1 && dice_.happens(0.03) ? 1 : 0];
  caller.script = &choose_script(*caller.phrases, subject, false, dice_);
  auto calls = [&](const std::string& phone) {
    return std::ranges::any_of(callers_, [&](const auto& one) { return one.second.persona.phone == phone; });
  };
  do caller.persona = sample_persona(dice_, organisation_.cities[city].region);
  while (calls(caller.persona.phone));
  caller.opening = spoken(dice_.one_of(caller.script->openings), caller.persona);
  caller.voice = static_cast<int>(dice_.below(voices));
  caller.since = now;
  return caller;
}

std::optional<voice::LegId> Callers::call(Time now, std::size_t city, std::optional<org::PersonId> wants) {
  if (organisation_.cities[city].number.empty()) return std::nullopt;
  double drawn = dice_.unit();
  std::size_t subject = 0;
  while (subject + 1 < subject_count && (drawn -= share_of_subject[subject]) >= 0) ++subject;
  auto caller = somebody(now, city, static_cast<Subject>(subject), !wants);
  caller.wants = wants;
  const auto key = key_of(static_cast<Subject>(subject), dice_);
  CallDeed deed;
  deed.number = organisation_.cities[city].number;
  if (wants) {
    caller.keys = "8" + number_of_agent(*wants);
  } else if (caller.phrases->language == "en") {
    caller.keys = "9" + std::string(key == "2" ? "0" : key);
  } else if (!dice_.happens(share_silent)) {
    caller.keys = dice_.happens(share_voicemail) ? "5" : key;
  }
  if (!wants && dice_.happens(share_national)) {
    deed.number = national_number;
    caller.keys = std::to_string(city + 1) + caller.keys;
  }
  deed.act = CallAct::Dial;
  deed.leg = make_leg_();
  deed.caller_number = caller.persona.phone;
  const auto leg = deed.leg;
  callers_.emplace(leg, std::move(caller));
  due_.push_back(std::move(deed));
  return leg;
}

void Callers::answered(Time now, voice::LegId leg) {
  const auto found = callers_.find(leg);
  if (found == callers_.end() || found->second.mood != Mood::Dialling) return;
  found->second.mood = Mood::InFlow;
  press_keys(now, leg, found->second);
}

// Each key when its menu is being said; the number of an agent at once, by who knows it.
void Callers::press_keys(Time now, voice::LegId leg, Caller& caller) {
  auto at = now;
  bool first = true;
  for (const char key : caller.keys) {
    if (caller.wants)
      at += first ? dice_.seconds(1.2, 2) : milliseconds{250};
    else
      at += first ? dice_.seconds(3, 8) : dice_.seconds(4, 8);
    first = false;
    CallDeed deed;
    deed.act = CallAct::Press;
    deed.leg = leg;
    deed.keys = std::string(1, key);
    plan(caller, at, std::move(deed));
  }
}

// Who waits too long hangs up, and nobody talks for ever.
void Callers::keep_patience(Time now, voice::LegId leg, Caller& caller) {
  if (caller.mood == Mood::Leaving) return;
  const bool impatient = caller.mood == Mood::Waiting && caller.patience && now >= *caller.patience;
  if (impatient || now - caller.since > longest_call) end(now, leg, caller);
}

void Callers::end(Time now, voice::LegId leg, Caller& caller) {
  caller.mood = Mood::Leaving;
  caller.planned.clear();
  CallDeed deed;
  deed.act = CallAct::HangUp;
  deed.leg = leg;
  plan(caller, now, std::move(deed));
}

void Callers::ended(Time, voice::LegId leg) {
  if (const auto caller = callers_.find(leg); caller != callers_.end()) {
    if (caller->second.call_id) caller_of_call_.erase(*caller->second.call_id);
    callers_.erase(caller);
  }
  std::erase_if(desks_, [&](const auto& desk) { return desk.second.leg == leg; });
}

// --- who is called

void Callers::arrived(Time now, voice::LegId leg, const std::string& called) {
  for (std::size_t n = 0; n < organisation_.agents.size(); ++n)
    if (organisation_.agents[n].by_phone && organisation_.agents[n].login == called) return ring(now, leg, n);
  auto caller = somebody(now, 0, Subject::General, false);
  caller.is_called = true;
  caller.mood = Mood::Talking;
  CallDeed deed;
  deed.leg = leg;
  deed.act = CallAct::Refuse;
  if (callers_.size() >= most_calls() + spare_calls) {
    chores_.push_back({0, nullptr, {{now, deed}}});
    return;
  }
  const auto up = now + dice_.seconds(3, 7);
  deed.act = CallAct::PickUp;
  plan(caller, up, deed);
  plan(caller, up + milliseconds{800}, say(caller, leg, true));
  deed.act = CallAct::HangUp;
  plan(caller, up + dice_.seconds(45, 120), deed);
  callers_.emplace(leg, std::move(caller));
}

// Picked up by whoever is ours and has its hands free; now and then nobody is at the desk.
void Callers::ring(Time now, voice::LegId leg, std::size_t n) {
  CallDeed deed;
  deed.leg = leg;
  deed.agent = n;
  deed.act = CallAct::Refuse;
  if (!play_.drives(*organisation_.agents[n].place.person_id) || desks_.contains(n)) {
    chores_.push_back({n, nullptr, {{now, deed}}});
    return;
  }
  desks_[n] = {leg, now};
  if (dice_.happens(share_unanswered)) return;
  const auto up = now + pause(1.5, 5);
  auto& chore = chores_.emplace_back();
  chore.agent = n;
  deed.act = CallAct::PickUp;
  chore.planned.emplace_back(up, deed);
  deed.act = CallAct::Say;
  deed.voice = static_cast<int>(n % voices);
  chore.planned.emplace_back(up + milliseconds{700}, deed);
}

// --- calls as they go on

void Callers::found(voice::LegId leg, telephony::CallId call) {
  const auto caller = callers_.find(leg);
  if (caller == callers_.end()) return;
  caller->second.call_id = call;
  caller_of_call_[call] = leg;
}

std::vector<std::pair<voice::LegId, std::string>> Callers::unknown() const {
  std::vector<std::pair<voice::LegId, std::string>> them;
  for (const auto& [leg, caller] : callers_)
    if (!caller.call_id && !caller.is_called) them.emplace_back(leg, caller.persona.phone);
  return them;
}

void Callers::call_is(Time now, const CallNow& call) {
  // The agent writes up while its caller is surveyed.
  if (call.state == CallState::Survey && surveyed_.insert(call.id).second) write_up(now, call);
  if (call.state == CallState::Ended && surveyed_.erase(call.id) == 0) write_up(now, call);
  const auto found = caller_of_call_.find(call.id);
  if (found == caller_of_call_.end()) return;
  const auto leg = found->second;
  auto& caller = callers_.at(leg);
  if (caller.mood == Mood::Leaving) return;
  if (call.state == CallState::Waiting && caller.mood != Mood::Waiting) {
    caller.mood = Mood::Waiting;
    caller.planned.clear();
    const auto patience = caller.wants ? seconds{120} : pause(50, 170);
    caller.patience = now + patience;
    if (dice_.happens(share_called_back) && !caller.wants) {
      CallDeed deed;
      deed.act = CallAct::Press;
      deed.leg = leg;
      deed.keys = "1";
      plan(caller, now + patience / 2, std::move(deed));
    }
    work_.erase(call.id);
  } else if (call.state == CallState::Talking && caller.mood != Mood::Talking) {
    talk(now, leg, caller, call);
  } else if (call.state == CallState::Survey && caller.mood == Mood::Talking) {
    answer_survey(now, leg, caller);
  } else if (call.state == CallState::Voicemail && caller.mood != Mood::Talking) {
    caller.mood = Mood::Talking;
    caller.planned.clear();
    plan(caller, now + seconds{4}, say(caller, leg, true));
    CallDeed deed;
    deed.act = CallAct::HangUp;
    deed.leg = leg;
    plan(caller, now + dice_.seconds(12, 20), std::move(deed));
  }
}

// From now on somebody listens: what the matter is, and then who hangs up first.
void Callers::talk(Time now, voice::LegId leg, Caller& caller, const CallNow& call) {
  caller.mood = Mood::Talking;
  caller.planned.clear();
  const auto agent = call.agent_id && play_.drives(*call.agent_id) ? agent_of(*call.agent_id) : std::nullopt;
  const auto lasts = agent ? std::clamp(dice_.around(70 / tempo(), 0.5), Duration{seconds{15}}, Duration{seconds{240}})
                           : dice_.seconds(70, 110);
  plan(caller, now + milliseconds{900}, say(caller, leg, !agent || pace_ <= 2));
  CallDeed deed;
  deed.act = CallAct::HangUp;
  const auto until = now + lasts;
  const bool agent_ends = agent && dice_.happens(0.4);
  if (agent) work(now, caller, call, *agent, agent_ends ? until : until + seconds{20});
  deed.leg = leg;
  plan(caller, agent_ends ? until + seconds{20} : until, std::move(deed));
}

// One is very satisfied, five is not at all; some hang up instead.
void Callers::answer_survey(Time now, voice::LegId leg, Caller& caller) {
  caller.mood = Mood::Surveyed;
  caller.planned.clear();
  CallDeed deed;
  deed.leg = leg;
  if (dice_.happens(0.6)) {
    const double drawn = dice_.unit();
    deed.act = CallAct::Press;
    deed.keys = drawn < 0.62 ? "1" : drawn < 0.86 ? "2" : drawn < 0.94 ? "3" : drawn < 0.98 ? "4" : "5";
    plan(caller, now + dice_.seconds(3, 12), deed);
  }
  deed.act = CallAct::HangUp;
  plan(caller, now + (deed.keys.empty() ? dice_.seconds(1, 6) : seconds{25}), std::move(deed));
}

// What the agent does meanwhile: some look something up, some are not the right ones for it.
void Callers::work(Time now, Caller& caller, const CallNow& call, std::size_t agent, Time until) {
  auto& work = work_[call.id];
  work = {agent, caller.script, {}};
  CallDeed deed;
  deed.agent = agent;
  deed.call_id = call.id;
  const auto& queues = organisation_.cities[organisation_.agents[agent].city].hotlines;
  const auto other = call.queue_id == queues[0] ? queues[1] : queues[0];
  if (!caller.passed_on && other.value != 0 && dice_.happens(0.06)) {
    caller.passed_on = true;
    deed.act = CallAct::Transfer;
    deed.queue_id = other;
    work.planned.emplace_back(now + (until - now) / 2, deed);
    return;
  }
  if (dice_.happens(0.18) && until - now > seconds{35}) {
    deed.act = CallAct::Hold;
    work.planned.emplace_back(now + (until - now) / 3, deed);
    deed.act = CallAct::Resume;
    work.planned.emplace_back(now + (until - now) / 3 + dice_.seconds(6, 14), deed);
  }
  deed.act = CallAct::HangUp;
  work.planned.emplace_back(until, deed);
}

void Callers::write_up(Time now, const CallNow& call) {
  const auto known = work_.find(call.id);
  const auto* script = known != work_.end() ? known->second.script : nullptr;
  work_.erase(call.id);
  const auto agent = call.agent_id && play_.drives(*call.agent_id) ? agent_of(*call.agent_id) : std::nullopt;
  if (!agent) return;
  auto& chore = chores_.emplace_back();
  chore.agent = *agent;
  CallDeed deed;
  deed.agent = *agent;
  deed.call_id = call.id;
  deed.script = script ? script : &choose_script(phrases_[0], Subject::General, false, dice_);
  deed.act = CallAct::Record;
  chore.planned.emplace_back(now + pause(3, 8), deed);
  deed.act = CallAct::WriteUp;
  chore.planned.emplace_back(now + pause(9, 18), deed);
}

bool Callers::is_busy(std::size_t agent) const {
  return desks_.contains(agent) ||
         std::ranges::any_of(chores_, [&](const Work& chore) { return chore.agent == agent; });
}

// The opening, and what the script has the customer answer.
CallDeed Callers::say(const Caller& caller, voice::LegId leg, bool in_words) const {
  CallDeed deed;
  deed.act = CallAct::Say;
  deed.leg = leg;
  deed.voice = caller.voice;
  deed.language = caller.phrases->language;
  if (!in_words) return deed;
  deed.words.push_back(caller.opening);
  for (const auto& turn : caller.script->turns)
    if (!turn.visitor.empty()) deed.words.push_back(spoken(turn.visitor.front(), caller.persona));
  return deed;
}

// --- newcomers

void Callers::newcomer_is(Time now, org::PersonId person, bool reachable) {
  if (!reachable || city_of(person) == organisation_.cities.size())
    newcomers_.erase(person);
  else if (!newcomers_.contains(person))
    newcomers_[person] = {now + dice_.seconds(1.5, 3), {}};
}

void Callers::welcome_newcomers(Time now) {
  if (pace_ <= 0) return;
  for (auto& [person, newcomer] : newcomers_) {
    if (newcomer.caller && callers_.contains(*newcomer.caller)) {
      newcomer.due = now + seconds{15};
      continue;
    }
    if (now < newcomer.due) continue;
    newcomer.caller = call(now, city_of(person), person);
    newcomer.due = now + seconds{15};
  }
}

std::optional<std::size_t> Callers::agent_of(org::PersonId person) const {
  for (std::size_t n = 0; n < organisation_.agents.size(); ++n)
    if (organisation_.agents[n].place.person_id == person) return n;
  return std::nullopt;
}

std::string Callers::number_of_agent(org::PersonId person) const {
  for (const auto* people : {&organisation_.agents, &organisation_.leaders})
    for (const auto& one : *people)
      if (one.place.person_id == person) return one.number;
  return "";
}

std::size_t Callers::city_of(org::PersonId person) const {
  for (const auto* people : {&organisation_.agents, &organisation_.leaders})
    for (const auto& one : *people)
      if (one.place.person_id == person) return one.city;
  return organisation_.cities.size();
}

}  // namespace simulator

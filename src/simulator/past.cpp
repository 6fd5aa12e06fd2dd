#include "simulator/past.h"

#include <date/tz.h>

#include <algorithm>
#include <deque>
#include <map>
#include <queue>
#include <set>

#include "simulator/dice.h"

namespace simulator {
namespace {

using base::Duration;
using base::Time;
using contacts::SegmentEnding;
using contacts::SegmentKind;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// What queues of the sample do (sample.cpp).
constexpr Duration relaxed_after = seconds{45};
constexpr Duration overflow_after = seconds{180};
constexpr Duration offer_stands = seconds{20};
constexpr Duration longest_wrap_up = seconds{30};

constexpr Duration quarter = minutes{15};
constexpr std::array<double, 4> share_of_city{0.30, 0.22, 0.26, 0.22};
constexpr std::array<double, subject_count> share_of_subject{0.33, 0.31, 0.28, 0.08};
constexpr std::array<double, subject_count> usual_talk_seconds{480, 570, 640, 780};

// One evening, so many days before the last one, a city has an outage.
constexpr int days_since_outage = 4;
constexpr std::size_t outage_city = 1;
constexpr double outage_visits_a_quarter = 30;

enum class Kind { Arrive, GiveUp, Relax, Overflow, OfferEnds, HandOver, TalkEnds, WrapUpEnds, Shift, ComeBack };

struct Due {
  Time at;
  std::uint64_t order;  // of what happens at once: as it was planned
  Kind kind;
  std::size_t who;  // visit or worker
  int stamp;        // that of the visit then, else it is out of date
  bool operator>(const Due& other) const { return std::tie(at, order) > std::tie(other.at, other.order); }
};

enum class Phase { Waiting, Offered, Talking, WrappingUp, Over };

struct Visit {
  PastVisit past;
  Phase phase = Phase::Waiting;
  std::size_t city = 0, worker = 0;  // of the queue; of the offer or the hands
  Subject subject = Subject::General;
  int stay = 0;  // number of the queue that it is in
  int offer = 0;
  SegmentEnding offer_ends = SegmentEnding::Answered;
  std::optional<std::size_t> passed_on_by;
  bool relaxed = false, overflowed = false, handed_over = false;

  PastStretch& open(SegmentKind kind) {
    return *std::find_if(past.stretches.rbegin(), past.stretches.rend(),
                         [&](const PastStretch& stretch) { return stretch.kind == kind; });
  }
};

struct Step {
  Time at;
  agents::State to;
  std::string_view reason;
};

struct Hand {
  agents::State state = agents::State::SignedOut;
  bool offered = false;
  std::int64_t in_hand = 0;
  Time idle_since;
  std::deque<Step> steps;
};

class Simulation {
 public:
  explicit Simulation(const PastQuestion& question)
      : question_(question),
        dice_(question.seed),
        hands_(question.workers.size()),
        lines_(question.time_zones.size()) {}

  PastAnswer run() {
    plan_shifts();
    plan_arrivals();
    while (!due_.empty() && due_.top().at < question_.until) {
      auto due = due_.top();
      due_.pop();
      now_ = due.at;
      happen(due);
    }
    now_ = question_.until;
    for (std::size_t w = 0; w < hands_.size(); ++w)
      if (hands_[w].state != agents::State::SignedOut) move(w, agents::State::SignedOut, "", true);
    return collect();
  }

 private:
  using Line = std::set<std::pair<Time, std::size_t>>;

  void plan(Time at, Kind kind, std::size_t who, int stamp = 0) { due_.push({at, ++order_, kind, who, stamp}); }

  void happen(const Due& due) {
    switch (due.kind) {
      case Kind::Arrive:
        return arrive(due.who);
      case Kind::GiveUp:
        return give_up(due.who, due.stamp);
      case Kind::Relax:
        return relax(due.who, due.stamp);
      case Kind::Overflow:
        return overflow(due.who, due.stamp);
      case Kind::OfferEnds:
        return end_offer(due.who, due.stamp);
      case Kind::HandOver:
        return hand_over(due.who);
      case Kind::TalkEnds:
        return end_talk(due.who);
      case Kind::WrapUpEnds:
        return end_wrap_up(due.who);
      case Kind::Shift:
        return step(due.who);
      case Kind::ComeBack:
        return come_back(due.who);
    }
  }

  // --- shifts

  void plan_shifts() {
    std::map<std::pair<std::size_t, bool>, std::size_t> counted;
    for (std::size_t w = 0; w < hands_.size(); ++w) {
      const auto city = question_.workers[w].city;
      // So that few people, too, are spread over all shifts.
      const auto nth = counted[{city, question_.workers[w].capacity > 0}]++ * (question_.manners.by_phone ? 4 : 1);
      auto day = midnight(question_.from - hours{12}, question_.time_zones[city]);
      for (int number = -1; day < question_.until; ++number, day = next_day(day, city)) plan_day(w, nth, number, day);
      plan_step(w);
    }
  }

  Time next_day(Time day, std::size_t city) const { return midnight(day + hours{30}, question_.time_zones[city]); }

  // One in eleven works at night, every other night; the rest five days of seven.
  void plan_day(std::size_t w, std::size_t nth, int number, Time day) {
    const auto turn = nth % 11;
    if (turn == 0 ? (number + static_cast<int>(nth / 11)) % 2 != 0 : (static_cast<int>(nth) * 3 + number) % 7 < 2)
      return;
    if (dice_.happens(0.02)) return;
    const double start = turn == 0 ? 21.6 : turn == 1 ? 6.9 : turn <= 4 ? 7.9 : turn <= 6 ? 12.4 : 14.3;
    const double length = turn == 0 ? 9.4 : 8.4;
    const auto from = day + dice_.seconds(start * 3600 - 300, start * 3600 + 180);
    work(w, from, from + dice_.seconds(length * 3600 - 240, length * 3600 + 600));
  }

  void work(std::size_t w, Time from, Time until) {
    auto& steps = hands_[w].steps;
    using enum agents::State;
    steps.push_back({from, NotReady, ""});
    steps.push_back({from + dice_.seconds(8, 90), Ready, ""});
    pause(steps, from, 1.0, "rest", 8, 16);
    if (dice_.happens(0.1))
      pause(steps, from, 2.4, "training", 40, 60);
    else if (dice_.happens(0.5))
      pause(steps, from, 2.6, "rest", 3, 7);
    pause(steps, from, 3.8, "meal", 25, 42);
    pause(steps, from, 5.8, "rest", 8, 16);
    if (dice_.happens(0.08)) pause(steps, from, 7.2, dice_.happens(0.5) ? "meeting" : "away", 15, 35);
    steps.push_back({until - dice_.seconds(60, 240), NotReady, "rest"});
    steps.push_back({until, SignedOut, ""});
  }

  void pause(std::deque<Step>& steps, Time from, double hour, std::string_view reason, double least, double most) {
    const auto at = from + dice_.seconds(hour * 3600, (hour + 0.9) * 3600);
    steps.push_back({at, agents::State::NotReady, reason});
    steps.push_back({at + dice_.seconds(least * 60, most * 60), agents::State::Ready, ""});
  }

  void plan_step(std::size_t w, Duration pause = Duration{0}) {
    if (!hands_[w].steps.empty()) plan(std::max(hands_[w].steps.front().at, now_ + pause), Kind::Shift, w);
  }

  // Who is offered something deals with that first, and nobody signs out with work in hand.
  void step(std::size_t w) {
    auto& hand = hands_[w];
    const auto next = hand.steps.front();
    if (hand.offered || (next.to == agents::State::SignedOut && hand.in_hand > 0)) {
      plan(now_ + dice_.seconds(4, 12), Kind::Shift, w);
      return;
    }
    hand.steps.pop_front();
    move(w, next.to, next.reason, false);
    plan_step(w, seconds{3});
    if (next.to == agents::State::Ready) serve(w);
  }

  void move(std::size_t w, agents::State to, std::string_view reason, bool forced) {
    auto& hand = hands_[w];
    if (hand.state != agents::State::Ready && to == agents::State::Ready) hand.idle_since = now_;
    hand.state = to;
    answer_.moves.push_back({w, now_, to, reason, forced});
  }

  void come_back(std::size_t w) {
    if (hands_[w].state != agents::State::NotResponding) return;
    move(w, agents::State::Ready, "", false);
    for (const auto& line : lines_[question_.workers[w].city])
      for (const auto& [arrived, v] : line)
        if (visits_[v].passed_on_by == w) visits_[v].passed_on_by.reset();
    serve(w);
  }

  // --- arrivals

  void plan_arrivals() {
    double sum = 0;
    for (std::size_t city = 0; city < lines_.size(); ++city)
      for (Time at = question_.from; at < question_.until; at += quarter) sum += weight(at, city);
    for (std::size_t city = 0; city < lines_.size(); ++city)
      for (Time at = question_.from; at < question_.until; at += quarter) {
        plan_visits(at, city, dice_.count(question_.visits * weight(at, city) / sum), false);
        if (is_outage(at, city) && !question_.manners.by_phone)
          plan_visits(at, city, dice_.count(outage_visits_a_quarter), true);
      }
  }

  double weight(Time at, std::size_t city) const {
    return share_of_city[city % 4] * shape_at(at, question_.time_zones[city]);
  }

  bool is_outage(Time at, std::size_t city) const {
    if (city != outage_city) return false;
    const auto& zone = question_.time_zones[city];
    auto day = midnight(question_.until, zone);
    for (int n = 0; n < days_since_outage; ++n) day = midnight(day - hours{12}, zone);
    return day > question_.from && at >= day + hours{18} && at < day + hours{21};
  }

  void plan_visits(Time at, std::size_t city, int count, bool outage) {
    for (int n = 0; n < count; ++n) {
      Visit visit;
      visit.city = visit.past.city = city;
      visit.past.outage = outage;
      visit.subject = visit.past.subject =
          outage ? (dice_.happens(0.5) ? Subject::Tv : Subject::Broadband) : any_subject();
      visit.past.arrived = at + dice_.seconds(0, 900);
      auto begins = visit.past.arrived;
      if (visit.past.by_phone = question_.manners.by_phone; visit.past.by_phone) begins = lead(visit);
      visits_.push_back(std::move(visit));
      plan(begins, Kind::Arrive, visits_.size() - 1);
    }
  }

  // Through the flow that callers hear first; gives when they are through.
  Time lead(Visit& visit) {
    const auto from = visit.past.arrived;
    const auto until = from + dice_.seconds(9, 26);
    visit.past.stretches.push_back(
        {SegmentKind::Flow, visit.city, visit.subject, {}, from, until, SegmentEnding::MovedOn, 0, 0, 0, {}});
    return until;
  }

  Subject any_subject() {
    double drawn = dice_.unit();
    for (std::size_t subject = 0; subject + 1 < subject_count; ++subject)
      if ((drawn -= share_of_subject[subject]) < 0) return static_cast<Subject>(subject);
    return Subject::Complaint;
  }

  // --- queues

  Line& line_of(const Visit& visit) { return lines_[visit.city][static_cast<std::size_t>(visit.subject)]; }

  void arrive(std::size_t v) {
    enter(v);
    plan(now_ + std::max(Duration{seconds{12}}, dice_.around(question_.manners.patience_seconds, 0.8)), Kind::GiveUp, v,
         visits_[v].past.worker ? 1 : 0);
    find_worker(v);
  }

  void enter(std::size_t v) {
    auto& visit = visits_[v];
    visit.phase = Phase::Waiting;
    visit.relaxed = false;
    ++visit.stay;
    visit.past.stretches.push_back({SegmentKind::Queue, visit.city, visit.subject, {}, now_, {}, {}, 0, 0, 0, {}});
    line_of(visit).insert({visit.past.arrived, v});
    plan(now_ + relaxed_after, Kind::Relax, v, visit.stay);
    if (!visit.overflowed) plan(now_ + overflow_after, Kind::Overflow, v, visit.stay);
  }

  bool waits(const Visit& visit) const { return visit.phase == Phase::Waiting || visit.phase == Phase::Offered; }

  void relax(std::size_t v, int stay) {
    auto& visit = visits_[v];
    if (!waits(visit) || visit.stay != stay) return;
    visit.relaxed = true;
    visit.passed_on_by.reset();
    if (visit.phase == Phase::Waiting) find_worker(v);
  }

  void overflow(std::size_t v, int stay) {
    auto& visit = visits_[v];
    if (visit.phase != Phase::Waiting || visit.stay != stay) return;
    close(v, SegmentKind::Queue, SegmentEnding::Overflowed);
    line_of(visit).erase({visit.past.arrived, v});
    visit.overflowed = true;
    visit.city = question_.helpers[visit.city];
    enter(v);
    find_worker(v);
  }

  // `round` is 1 after an agent had it: then it is another patience.
  void give_up(std::size_t v, int round) {
    auto& visit = visits_[v];
    if (!waits(visit) || (visit.past.worker ? 1 : 0) != round) return;
    std::optional<std::size_t> freed;
    if (visit.phase == Phase::Offered) {
      close(v, SegmentKind::Offer, SegmentEnding::Withdrawn);
      hands_[visit.worker].offered = false;
      freed = visit.worker;
    }
    close(v, SegmentKind::Queue, SegmentEnding::Abandoned);
    line_of(visit).erase({visit.past.arrived, v});
    visit.past.over = visit.past.closed = now_;
    visit.phase = Phase::Over;
    if (freed) serve(*freed);
  }

  // --- offers

  bool is_free(std::size_t w) const {
    const auto& hand = hands_[w];
    return hand.state == agents::State::Ready && !hand.offered && hand.in_hand < question_.workers[w].capacity;
  }
  bool fits(const Visit& visit, std::size_t w) const {
    const auto& worker = question_.workers[w];
    return worker.city == visit.city && visit.passed_on_by != w &&
           (visit.relaxed || worker.knows[static_cast<std::size_t>(visit.subject)]);
  }

  // The one who has had nothing for the longest time.
  void find_worker(std::size_t v) {
    std::optional<std::size_t> best;
    std::int64_t candidates = 0;
    for (std::size_t w = 0; w < hands_.size(); ++w) {
      if (!is_free(w) || !fits(visits_[v], w)) continue;
      ++candidates;
      if (!best || hands_[w].idle_since < hands_[*best].idle_since) best = w;
    }
    if (best) offer(v, *best, candidates);
  }

  // Who has waited the longest, of those for whom this one fits.
  void serve(std::size_t w) {
    if (!is_free(w)) return;
    std::optional<std::pair<Time, std::size_t>> best;
    for (const auto& line : lines_[question_.workers[w].city])
      for (const auto& place : line) {
        if (best && *best < place) break;
        if (visits_[place.second].phase != Phase::Waiting || !fits(visits_[place.second], w)) continue;
        best = place;
        break;
      }
    if (best) offer(best->second, w, 1);
  }

  void offer(std::size_t v, std::size_t w, std::int64_t candidates) {
    auto& visit = visits_[v];
    auto& hand = hands_[w];
    visit.phase = Phase::Offered;
    visit.worker = w;
    ++visit.offer;
    hand.offered = true;
    visit.past.stretches.push_back({SegmentKind::Offer,
                                    visit.city,
                                    visit.subject,
                                    w,
                                    now_,
                                    {},
                                    {},
                                    hand.in_hand,
                                    candidates,
                                    visit.relaxed ? 1 : 0,
                                    now_ - hand.idle_since});
    const double drawn = dice_.unit();
    visit.offer_ends = drawn < 0.018  ? SegmentEnding::Lapsed
                       : drawn < 0.03 ? SegmentEnding::Declined
                                      : SegmentEnding::Answered;
    const auto after = visit.offer_ends == SegmentEnding::Lapsed
                           ? offer_stands
                           : std::clamp(dice_.around(4.5, 0.5), Duration{1'200}, Duration{18'000});
    plan(now_ + after, Kind::OfferEnds, v, visit.offer);
  }

  void end_offer(std::size_t v, int offer) {
    auto& visit = visits_[v];
    if (visit.phase != Phase::Offered || visit.offer != offer) return;
    const auto w = visit.worker;
    hands_[w].offered = false;
    close(v, SegmentKind::Offer, visit.offer_ends);
    if (visit.offer_ends == SegmentEnding::Answered) {
      give(v, w);
    } else {
      if (visit.offer_ends == SegmentEnding::Lapsed) miss(w);
      visit.phase = Phase::Waiting;
      visit.passed_on_by = w;
      find_worker(v);
    }
    serve(w);
  }

  void miss(std::size_t w) {
    move(w, agents::State::NotResponding, "", true);
    plan(now_ + dice_.seconds(25, 150), Kind::ComeBack, w);
  }

  // --- conversations

  void give(std::size_t v, std::size_t w) {
    auto& visit = visits_[v];
    close(v, SegmentKind::Queue, SegmentEnding::Answered);
    line_of(visit).erase({visit.past.arrived, v});
    visit.phase = Phase::Talking;
    visit.past.worker = w;
    auto& hand = hands_[w];
    ++hand.in_hand;
    visit.past.stretches.push_back(
        {SegmentKind::Agent, visit.city, visit.subject, w, now_, {}, {}, hand.in_hand, 0, 0, {}});
    const auto& worker = question_.workers[w];
    const auto usual = usual_talk_seconds[static_cast<std::size_t>(visit.subject)] * question_.manners.talk *
                       worker.slowness * (0.9 + 0.1 * static_cast<double>(hand.in_hand));
    const auto lasts = std::clamp(dice_.around(usual, 0.45), Duration{seconds{50}}, Duration{minutes{50}});
    const bool hands_over = !visit.handed_over && dice_.happens(0.04);
    plan(now_ + (hands_over ? lasts * 2 / 5 : lasts), hands_over ? Kind::HandOver : Kind::TalkEnds, v);
  }

  void hand_over(std::size_t v) {
    auto& visit = visits_[v];
    const auto w = visit.worker;
    close(v, SegmentKind::Agent, SegmentEnding::Transferred);
    release(w);
    visit.handed_over = visit.overflowed = true;
    visit.subject = visit.subject == Subject::General ? (dice_.happens(0.5) ? Subject::Broadband : Subject::Complaint)
                                                      : Subject::General;
    visit.city = question_.workers[w].city;
    visit.passed_on_by = w;
    arrive(v);
    serve(w);
  }

  void end_talk(std::size_t v) {
    auto& visit = visits_[v];
    close(v, SegmentKind::Agent, SegmentEnding::Over);
    visit.past.over = now_;
    visit.phase = Phase::WrappingUp;
    visit.past.stretches.push_back(
        {SegmentKind::WrapUp, visit.city, visit.subject, visit.worker, now_, {}, {}, 0, 0, 0, {}});
    rate(visit);
    const auto longest = dice_.happens(0.06) ? longest_wrap_up * 2 : longest_wrap_up;
    plan(now_ + std::min(dice_.around(17, 0.5), longest), Kind::WrapUpEnds, v);
  }

  void end_wrap_up(std::size_t v) {
    auto& visit = visits_[v];
    close(v, SegmentKind::WrapUp, SegmentEnding::Closed);
    visit.past.closed = now_;
    visit.phase = Phase::Over;
    release(visit.worker);
    serve(visit.worker);
  }

  void release(std::size_t w) {
    if (--hands_[w].in_hand == 0) hands_[w].idle_since = now_;
  }

  void rate(Visit& visit) {
    // Of callers only those are asked whose agent hangs up first.
    if (!dice_.happens(question_.manners.by_phone ? 0.22 : 0.34)) return;
    const auto& past = visit.past;
    double happy = 0.62 + 0.22 * question_.workers[visit.worker].charm;
    if (past.stretches.size() > 1 && waited(past) > seconds{60}) happy -= 0.2;
    if (past.subject == Subject::Complaint) happy -= 0.25;
    const double drawn = dice_.unit() - happy;
    visit.past.rating = drawn < 0 ? 5 : drawn < 0.22 ? 4 : drawn < 0.31 ? 3 : drawn < 0.36 ? 2 : 1;
  }

  static Duration waited(const PastVisit& past) {
    Duration sum{0};
    for (const auto& stretch : past.stretches)
      if (stretch.kind == SegmentKind::Queue) sum += stretch.until - stretch.from;
    return sum;
  }

  void close(std::size_t v, SegmentKind kind, SegmentEnding ending) {
    auto& stretch = visits_[v].open(kind);
    stretch.until = now_;
    stretch.ending = ending;
  }

  PastAnswer collect() {
    for (auto& visit : visits_)
      if (visit.phase == Phase::Over) answer_.visits.push_back(std::move(visit.past));
    std::sort(answer_.visits.begin(), answer_.visits.end(),
              [](const PastVisit& one, const PastVisit& other) { return one.arrived < other.arrived; });
    return std::move(answer_);
  }

  const PastQuestion& question_;
  Dice dice_;
  std::vector<Visit> visits_;
  std::vector<Hand> hands_;
  std::vector<std::array<Line, subject_count>> lines_;  // of the cities
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::uint64_t order_ = 0;
  Time now_;
  PastAnswer answer_;
};

}  // namespace

PastAnswer simulate(const PastQuestion& question) {
  return Simulation(question).run();
}

double shape_of_day(double hour, bool weekend) {
  static constexpr std::array<double, 25> working{0.22, 0.12, 0.08, 0.06, 0.06, 0.10, 0.25, 0.60, 1.35,
                                                  2.00, 2.05, 1.65, 1.15, 1.20, 1.50, 1.60, 1.50, 1.45,
                                                  1.80, 2.45, 2.55, 1.85, 0.95, 0.48, 0.22};
  static constexpr std::array<double, 25> free{0.30, 0.18, 0.10, 0.07, 0.06, 0.08, 0.18, 0.40, 0.80,
                                               1.40, 1.75, 1.65, 1.30, 1.25, 1.45, 1.55, 1.50, 1.45,
                                               1.70, 2.20, 2.40, 1.95, 1.10, 0.60, 0.30};
  const auto& shape = weekend ? free : working;
  const auto whole = static_cast<std::size_t>(std::clamp(hour, 0.0, 23.99));
  const double part = std::clamp(hour, 0.0, 24.0) - static_cast<double>(whole);
  return shape[whole] + (shape[whole + 1] - shape[whole]) * part;
}

double shape_at(base::Time at, const std::string& time_zone) {
  const auto day = midnight(at, time_zone);
  const auto weekday = (day + hours{12}).time_since_epoch() / hours{24} % 7;  // 0 was a Thursday
  const bool weekend = weekday == 2 || weekday == 3;
  return shape_of_day(std::chrono::duration<double, std::ratio<3600>>(at - day).count(), weekend);
}

base::Time midnight(base::Time at, const std::string& time_zone) {
  const auto* zone = date::locate_zone(time_zone);
  const auto day = date::floor<date::days>(zone->to_local(at));
  return std::chrono::time_point_cast<Duration>(zone->to_sys(day, date::choose::earliest));
}

}  // namespace simulator

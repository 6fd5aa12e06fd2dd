#pragma once
// Two weeks of a service centre that never were: who came when, who waited for whom, who
// answered, who gave up, what agents did all day. A small honest simulation of queues,
// offers, shifts and patience; knows neither database nor words. The same for the same
// question. Pure.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agents/types.h"
#include "base/time.h"
#include "contacts/types.h"
#include "simulator/scripts.h"

namespace simulator {

struct Worker {
  std::size_t city = 0;
  std::array<bool, subject_count> knows{};
  std::int64_t capacity = 2;  // 0: is at work, for others
  double slowness = 1.0;      // how long conversations last
  double charm = 0.0;         // -1 to 1: what visitors think of them
};

// A stretch of a visit, as contacts knows it. `worker` is none of those who queue.
struct PastStretch {
  contacts::SegmentKind kind = contacts::SegmentKind::Queue;
  std::size_t city = 0;
  Subject subject = Subject::General;
  std::optional<std::size_t> worker;
  base::Time from, until;
  contacts::SegmentEnding ending = contacts::SegmentEnding::Over;
  std::int64_t in_hand = 0;     // of the worker, before an offer
  std::int64_t candidates = 0;  // who fitted
  std::int64_t stage = 0;
  base::Duration idle{0};  // of the worker, before an offer
};

struct PastVisit {
  bool by_phone = false;
  std::size_t city = 0;
  Subject subject = Subject::General;
  bool outage = false;
  base::Time arrived, over, closed;
  std::vector<PastStretch> stretches;  // as they began
  std::optional<std::size_t> worker;   // the last who had it
  std::optional<int> rating;
};

struct PastMove {
  std::size_t worker = 0;
  base::Time at;
  agents::State to = agents::State::SignedOut;
  std::string_view reason;  // key of not_ready_reasons, or ""
  bool forced = false;
};

// How those behave who come: visitors of a site, or who calls a hotline.
struct PastManners {
  bool by_phone = false;
  double talk = 1.0;  // how long conversations last
  double patience_seconds = 210;
};

struct PastQuestion {
  std::vector<Worker> workers;
  std::vector<std::string> time_zones;  // of the cities
  std::vector<std::size_t> helpers;     // of the cities
  base::Time from, until;
  double visits = 40'000;  // about so many in all
  PastManners manners;
  std::uint64_t seed = 1;
};

// What was over before the end; by the times at which it began.
struct PastAnswer {
  std::vector<PastVisit> visits;
  std::vector<PastMove> moves;
};
PastAnswer simulate(const PastQuestion& question);

// How much is asked at that local hour (0 to 24), 1 on average of a working day.
double shape_of_day(double hour, bool weekend);
// The same at that moment in that time zone.
double shape_at(base::Time at, const std::string& time_zone);
// Local midnight at or before `at`.
base::Time midnight(base::Time at, const std::string& time_zone);

}  // namespace simulator

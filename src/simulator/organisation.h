#pragma once
// The sample organisation as those who simulate it know it: where agents stand, what they
// can do, which queues and sites belong together.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "access/actor.h"
#include "channels/webchat/webchat.h"
#include "customers/types.h"
#include "ivr/types.h"
#include "routing/types.h"
#include "simulator/scripts.h"
#include "voice/types.h"

namespace simulator {

// Queues of a city for those who call.
enum class Hotline { Fault, Service };
inline constexpr std::size_t hotline_count = 2;
// The index of the one that takes such matters.
inline std::size_t hotline_of(Subject subject) {
  const bool fault = subject == Subject::Tv || subject == Subject::Broadband;
  return static_cast<std::size_t>(fault ? Hotline::Fault : Hotline::Service);
}

struct SampleAgent {
  org::Place place;  // with the person
  std::string name, number;
  std::size_t city = 0;
  std::array<bool, subject_count> knows{};  // is asked at once
  std::int64_t capacity = 3;
  bool by_phone = false;  // takes calls and nothing else
  std::string login;      // of such an agent's phone
  std::optional<voice::PhoneId> phone_id;
};

struct SampleCustomer {
  customers::CustomerId id;
  int number = 0;  // the n of names.h
  std::string name;
  std::optional<dictionaries::EntryId> tier_id;
  bool organization = false;
};

struct SampleCity {
  org::CentreId centre_id;
  std::string time_zone;
  std::string region;
  std::size_t helper = 0;  // the city that takes over what waits too long
  std::array<routing::QueueId, subject_count> queues{};
  std::array<channels::SiteId, subject_count> sites{};
  std::array<routing::QueueId, hotline_count> hotlines{};
  std::vector<org::TeamId> teams;
  std::string number;  // by which it is called; "" when it is not
  std::int64_t number_id = 0;
  ivr::FlowId flow_id;  // that callers hear first
  std::vector<SampleCustomer> customers;
};

struct Organisation {
  std::vector<SampleCity> cities;
  std::vector<SampleAgent> agents;
  std::vector<SampleAgent> leaders;                                     // who help out
  std::array<std::vector<routing::SkillLevel>, subject_count> asked{};  // by the queues at first
  std::array<std::vector<routing::SkillLevel>, hotline_count> hotlines_ask{};
  std::optional<voice::TrunkId> trunk_id;  // at whose other end the simulator sits
};

inline constexpr std::array<std::string_view, subject_count> queue_names{"在线客服", "电视报修", "宽带报修",
                                                                         "投诉受理"};

}  // namespace simulator

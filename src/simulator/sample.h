#pragma once
// The sample organisation of --demo: a cable-TV operator with a head office, two provinces
// and four cities, some hundred and fifty people in every shipped role, agents with skills,
// queues, web sites with a chat, hotlines, and customers whose names, numbers and addresses
// belong to nobody. Always the same; the weeks before it was filled in are another matter (history.h).

#include <string>
#include <vector>

#include "access/access.h"
#include "agents/agents.h"
#include "calendars/calendars.h"
#include "channels/replies/replies.h"
#include "channels/webchat/webchat.h"
#include "customers/customers.h"
#include "ivr/ivr.h"
#include "ivr/prompts.h"
#include "lines/lines.h"
#include "routing/routing.h"
#include "simulator/organisation.h"
#include "telephony/telephony.h"

namespace simulator {

// What every sample person signs in with.
inline constexpr std::string_view sample_password = "try yingda today";

// Through what the sample is filled in; references that live as long as the program.
struct Parts {
  org::Access& access;
  customers::Customers& customers;
  agents::Agents& agents;
  routing::Routing& routing;
  channels::Webchat& webchat;
  channels::Replies& replies;
  calendars::Calendars& calendars;
  ivr::Ivr& ivr;
  ivr::Prompts& prompts;
  lines::Lines& lines;
  telephony::Telephony& telephony;
};

// How much is filled in.
struct SamplePlan {
  std::string content_folder;  // with simulator/
  int customers = 1'500;
  int history_days = 14;  // before now; 0: nothing has happened yet
  double visits_a_day = 2'857;
};

struct SignIn {
  std::string login;
  std::string role;  // its name
  std::string role_en;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (login, role, role_en))

// Fills an installation that holds nothing but its ground; does nothing when the
// sample is there already. Throws std::runtime_error with a sentence when other data
// is there, or when an earlier filling was cut off.
void fill_sample(const org::Platform& platform, const Parts& parts, const SamplePlan& plan);

// The sample as it stands now, for those who bring it to life: cities with web sites, and their
// agents. Without customers.
Organisation find_organisation(const Parts& parts);

// One person for each role, and one who takes calls, to be shown to newcomers.
std::vector<SignIn> sample_sign_ins(org::Access& access);

}  // namespace simulator

// Rights by machine: every endpoint, with every shipped role and scope, on an object
// inside and one outside the actor's reach. What must come out is worked out here from
// content/roles.json alone, not from the code under test.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "access/api.h"
#include "access/testing.h"
#include "agents/rights.h"
#include "app/tests/endpoint_objects.h"
#include "tests/support/databases.h"

using namespace org;
using org::fixture::need;

namespace {

constexpr std::array scopes{Scope::Own, Scope::Team, Scope::Department, Scope::Centre, Scope::CentreAndBelow};

// Whether someone of the northern team with `scope` reaches what stands at `place`.
bool reaches(const app::Organisation& organisation, Scope scope, const Place& place, PersonId self) {
  const auto& world = organisation.world;
  if (place.person_id == self) return true;
  switch (scope) {
    case Scope::Own:
      return false;
    case Scope::Team:
      return place.team_id == world.north_team;
    case Scope::Department:
      return place.team_id == world.north_team || place.department_id == world.north_department;
    case Scope::Centre:
    case Scope::CentreAndBelow:
      return place.centre_id == world.north;
  }
  return false;
}

bool is_agent(const Role& role) {
  return std::find(role.rights.begin(), role.rights.end(), agents::work_as_agent.key) != role.rights.end();
}

// The answer, in the three ways that matter here.
enum class Answer { NoRight, Absent, Heard };

Answer answer_of(const http::Response& response) {
  if (response.body.find("\"key\":\"right_missing\"") != std::string::npos) return Answer::NoRight;
  if (response.status == 404 || response.body.find("\"no_such_object\"") != std::string::npos) return Answer::Absent;
  return Answer::Heard;
}

class Rights : public support::StoreTest {
 protected:
  app::Organisation organisation{database()};

  // Sends the request of `target` to `endpoint` as the holder of `token`.
  http::Response send(const Endpoint& endpoint, const app::Target& target, const std::string& token) {
    http::Request request;
    request.method = endpoint.method;
    request.path = "/api/v1" + endpoint.pattern;
    request.path_values = target.path_values;
    request.headers = {{"host", "localhost"},
                       {"origin", "http://localhost"},
                       {"content-type", target.content_type},
                       {"if-match", '"' + std::to_string(target.version) + '"'},
                       {"cookie", std::string(session_cookie) + '=' + token}};
    request.body = target.body;
    request.remote_address = "127.0.0.1";
    return organisation.api.answer(endpoint, request);
  }
};

}  // namespace

TEST_P(Rights, EveryEndpointAsksForItsRightAndKeepsToItsReach) {
  auto targets = app::targets(organisation);
  // Whoever lacks the right is refused before the object is looked for, so one object serves all of them. Making
  // objects is most of the work.
  std::map<std::pair<std::string, app::Side>, app::Target> standing;
  int asked = 0;
  for (const auto& role : need(organisation.world.access.roles(system_actor(), {200, {}})).items) {
    for (auto scope : scopes) {
      auto login = organisation.unique("holder");
      auto person = organisation.world.add_person(login, organisation.world.north_place(), {{role.id, scope}});
      auto token = organisation.world.sign_in(login).token;
      for (const auto& endpoint : organisation.api.endpoints()) {
        if (endpoint.doc.right.empty()) continue;
        auto make = targets.find(std::string(endpoint.doc.id));
        ASSERT_NE(make, targets.end()) << "no test target for the endpoint " << endpoint.doc.id;
        bool holds = std::find(role.rights.begin(), role.rights.end(), endpoint.doc.right) != role.rights.end();
        for (auto side : {app::Side::Inside, app::Side::Outside}) {
          auto [stands, missing] = standing.try_emplace({std::string(endpoint.doc.id), side});
          if (holds || missing) stands->second = make->second(side);
          const auto& target = stands->second;
          auto answer = answer_of(send(endpoint, target, token));
          ++asked;
          auto what = fmt::format("{} as {} with {}, {}", endpoint.doc.id, role.key, base::word_of(scope),
                                  side == app::Side::Inside ? "inside" : "outside");
          if (!holds)
            EXPECT_EQ(answer, Answer::NoRight) << what;
          else if (target.opens_to_agents && is_agent(role) && target.place->centre_id == person.centre_id)
            EXPECT_EQ(answer, Answer::Heard) << what;
          else if (target.opens_to_centre && target.place->centre_id == person.centre_id)
            EXPECT_EQ(answer, Answer::Heard) << what;
          else if (target.place && !target.becomes_own && !reaches(organisation, scope, *target.place, person.id))
            EXPECT_EQ(answer, Answer::Absent) << what;
          else
            EXPECT_EQ(answer, Answer::Heard) << what;
        }
      }
    }
  }
  EXPECT_GT(asked, 1000);
}

TEST_P(Rights, WithoutASessionNothingButSigningInIsHeard) {
  for (const auto& endpoint : organisation.api.endpoints()) {
    if (endpoint.open) continue;
    auto response = send(endpoint, {.path_values = {"1", "1"}, .body = "{}"}, "");
    EXPECT_EQ(response.status, 401) << endpoint.doc.id;
  }
}

TEST_P(Rights, WhoeverAsksWhoIsSignedInIsToldNobodyInsteadOfBeingRefused) {
  const auto& endpoints = organisation.api.endpoints();
  auto holder =
      std::ranges::find_if(endpoints, [](const auto& endpoint) { return endpoint.doc.id == "get_session_holder"; });
  ASSERT_NE(holder, endpoints.end());
  for (std::string_view token : {"", "no-such-token"}) {
    auto response = send(*holder, {}, std::string(token));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"session":null})");
  }
  auto response = send(*holder, {}, organisation.world.sign_in("admin").token);
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.body.find(R"({"session":{"id":)"), std::string::npos) << response.body;
}

TEST_P(Rights, AnotherSitesPageChangesNothing) {
  auto token = organisation.world.sign_in("admin").token;
  for (const auto& endpoint : organisation.api.endpoints()) {
    if (endpoint.method == http::Method::Get) continue;
    for (std::string_view origin : {"", "http://evil.example", "null", "https://localhost"}) {
      http::Request request;
      request.method = endpoint.method;
      request.path_values = {"1", "1"};
      request.headers = {{"host", "localhost"},
                         {"content-type", "application/json"},
                         {"cookie", std::string(session_cookie) + '=' + token}};
      if (!origin.empty())
        request.headers.emplace_back("origin", std::string(origin));
      else if (endpoint.open)
        continue;
      EXPECT_EQ(organisation.api.answer(endpoint, request).status, 403) << endpoint.doc.id << ' ' << origin;
    }
  }
}

YINGDA_ON_BOTH_ENGINES(Rights);

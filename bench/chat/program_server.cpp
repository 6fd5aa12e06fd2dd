#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "access/passwords.h"
#include "app/program.h"
#include "bench/chat/servers.h"

namespace bench {
namespace {

constexpr const char* password = "a bench of one's own";
constexpr std::int64_t most_chats = 50;

template <class T>
T need(base::Result<T> result) {
  if (!result) throw std::runtime_error("refused: " + result.error().key);
  return *std::move(result);
}

org::RoleId agent_role(app::Core& core) {
  for (const auto& role : need(core.access.roles(org::system_actor(), {200, {}})).items)
    if (role.key == "agent") return role.id;
  throw std::runtime_error("there is no role for agents");
}

std::string make_site(app::Core& core, org::CentreId centre) {
  routing::QueueFields queue;
  queue.centre_id = centre;
  queue.name = "在线客服";
  queue.offer_seconds = 60;
  channels::SiteFields site;
  site.centre_id = centre;
  site.name = "官网";
  site.queue_id = need(core.routing.create_queue(org::system_actor(), queue)).id;
  site.silence_minutes = 1'440;
  return need(core.webchat.create_site(org::system_actor(), site)).site_key;
}

// Signed in and ready; gives the token of the session.
std::string make_agent(app::Core& core, org::CentreId centre, org::RoleId role, int number) {
  org::NewPerson fields;
  fields.centre_id = centre;
  fields.login = "agent" + std::to_string(number);
  fields.name = "座席" + std::to_string(number);
  fields.number = std::to_string(8000 + number);
  fields.active = true;
  fields.grants = {{role, org::Scope::Centre}};
  fields.password = password;
  agents::NewAgent agent;
  agent.person_id = need(core.access.create_person(org::system_actor(), fields)).person.id;
  agent.capacity = {{agents::Channel::Webchat, most_chats}};
  need(core.agents.create_agent(org::system_actor(), agent));
  auto token = need(core.access.sign_in({fields.login, password}, {"127.0.0.1", "", ""})).token;
  auto actor = need(core.access.actor_of_session(token, {"127.0.0.1", "", ""}));
  need(core.agents.sign_in(actor));
  need(core.agents.set_readiness(actor, {true, {}}));
  return token;
}

}  // namespace

void serve_program(const std::string& folder, int agents, int workers) {
  ::setenv("YINGDA_ADMIN_PASSWORD", password, 1);
  org::set_password_cost({1, 64 * 1024});
  app::Configuration configuration;
  configuration.data = folder + "/data";
  configuration.http = app::Address{"127.0.0.1", 0};
  configuration.assets = YINGDA_SOURCE_DIR;
  configuration.workers = workers;
  app::Program program(configuration, app::find_assets(configuration.assets));
  program.start();
  auto& core = program.core();
  const auto centre = need(core.access.centres(org::system_actor(), {1, {}})).items.at(0).id;
  const auto role = agent_role(core);
  {
    std::ofstream hall(folder + "/hall");
    hall << make_site(core, centre) << '\n';
    for (int i = 0; i < agents; ++i) hall << "yingda_session=" << make_agent(core, centre, role, i) << '\n';
  }
  std::printf("%u\n", program.port(0));
  std::fflush(stdout);
  std::this_thread::sleep_for(std::chrono::hours(24));
}

}  // namespace bench

#include "simulator/organisation.h"

#include <algorithm>

#include "simulator/filling.h"
#include "simulator/hotlines.h"
#include "simulator/sample.h"

namespace simulator {
Organisation find_organisation(const Parts& parts) {
  const auto system = org::system_actor();
  Organisation found;
  auto city_of = [&](org::CentreId centre) {
    return static_cast<std::size_t>(std::find_if(found.cities.begin(), found.cities.end(),
                                                 [&](const SampleCity& city) { return city.centre_id == centre; }) -
                                    found.cities.begin());
  };
  each_of([&](const org::ListQuery& query) {
    auto sites = parts.webchat.sites(system, {}, query);
    for (std::size_t n = 0; sites && n < sites->items.size(); ++n) {
      const auto& site = sites->items[n];
      auto queue = parts.routing.queue(system, site.queue_id);
      if (!queue || !site.active) continue;
      auto city = city_of(site.centre_id);
      if (city == found.cities.size()) {
        const auto centre = parts.access.centre(system, site.centre_id);
        if (!centre) continue;
        found.cities.emplace_back().centre_id = site.centre_id;
        found.cities[city].time_zone = centre->time_zone;
        found.cities[city].sites.fill(site.id);
        found.cities[city].queues.fill(site.queue_id);
      }
      const auto name = std::find(queue_names.begin(), queue_names.end(), queue->name);
      if (name == queue_names.end()) continue;
      found.cities[city].sites[static_cast<std::size_t>(name - queue_names.begin())] = site.id;
      found.cities[city].queues[static_cast<std::size_t>(name - queue_names.begin())] = site.queue_id;
    }
    return sites;
  });
  each_of([&](const org::ListQuery& query) {
    auto agents = parts.agents.agents(system, {}, query);
    for (std::size_t n = 0; agents && n < agents->items.size(); ++n) {
      const auto& agent = agents->items[n];
      const auto city = city_of(agent.centre_id);
      if (!agent.active || city == found.cities.size()) continue;
      SampleAgent one;
      one.place = {agent.centre_id, agent.department_id, agent.team_id, agent.id};
      one.name = agent.name;
      one.number = agent.number;
      one.city = city;
      one.by_phone = agents::most_at_once(agent, agents::Channel::Webchat) == 0;
      (agent.skills.empty() ? found.leaders : found.agents).push_back(std::move(one));
    }
    return agents;
  });
  find_hotlines(parts, found);
  return found;
}

}  // namespace simulator

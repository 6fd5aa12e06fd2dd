#pragma once
// For the test of rights: for each endpoint a request that would succeed, on an object
// made for it inside the northern team or outside in the south.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/api.h"
#include "access/testing.h"
#include "base/messages.h"

namespace app {

enum class Side { Inside, Outside };

struct Target {
  std::vector<std::string> path_values;
  std::string body;
  std::int64_t version = 1;
  std::optional<org::Place> place;  // of the object; none: the endpoint is about no place
  std::string content_type = "application/json";
  bool becomes_own = false;      // what is made in the own centre belongs to its maker
  bool opens_to_agents = false;  // the agents of its centre reach it, whatever their scope
  bool opens_to_centre = false;  // and whoever of its centre holds the right, whatever the scope
};

// All modules with their endpoints, over one database.
struct Organisation {
  explicit Organisation(db::Database& database);
  ~Organisation();

  org::Place place(Side side) const;
  std::string unique(std::string_view prefix) { return std::string(prefix) + std::to_string(++count_); }

  struct Modules;
  org::fixture::World world;
  base::Messages messages;
  org::Api api;
  std::unique_ptr<Modules> modules;

 private:
  int count_ = 0;
};

// By operation id. Asking for a target makes its object.
using Targets = std::map<std::string, std::function<Target(Side)>>;
Targets targets(Organisation& organisation);

}  // namespace app

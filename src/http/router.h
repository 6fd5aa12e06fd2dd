#pragma once
// Finds the route of a path: literal segments beat {name}. Filled before the server
// starts, immutable afterwards, so any thread may ask. Private to the module.

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"

namespace http {

class Router {
 public:
  Router();
  ~Router();

  // Throws std::invalid_argument for a malformed or doubled pattern.
  void add(Route route);
  void add(SocketRoute route);

  struct Match {
    const Route* route = nullptr;
    const SocketRoute* socket = nullptr;
    std::vector<std::string> values;
    std::vector<Method> allowed;  // methods of the path, when none fits; empty for an unknown path
  };
  // HEAD finds the route of GET where there is none of its own.
  Match find(Method method, const std::vector<std::string>& segments) const;

 private:
  struct Node;

  Node& node_of(std::string_view pattern);
  static bool search(const Node& node, Method method, std::span<const std::string> rest, Match& match);

  std::unique_ptr<Node> root_;
};

}  // namespace http

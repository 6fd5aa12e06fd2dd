#pragma once
// The endpoints of visitors. Private to the module.

namespace org {
class Api;
}

namespace channels {

class Webchat;

void add_visitor_endpoints(org::Api& api, Webchat& webchat);

}  // namespace channels

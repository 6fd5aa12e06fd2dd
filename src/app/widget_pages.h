#pragma once
// What web sites embed: the widget's script, its page with a content policy for each site, and
// the demo site.

#include <optional>
#include <string>

#include "app/assets.h"
#include "channels/webchat/webchat.h"
#include "http/server.h"

namespace app {

class WidgetPages {
 public:
  // `demo_site`: the key of the site that /demo/ embeds; "" when there is no demo.
  WidgetPages(const Assets& assets, channels::Webchat& webchat, std::string demo_site);

  // The answer to a path that is the widget's or the demo site's; empty for others.
  std::optional<http::Response> answer(http::Request& request) const;

 private:
  http::Response chat_page(const http::Request& request) const;
  std::optional<http::Response> demo(http::Request& request) const;

  std::string page_;  // chat.html; "" when the widget was not built
  http::Handler files_;
  http::Handler demo_files_;
  std::string demo_page_;
  channels::Webchat& webchat_;
};

}  // namespace app

#pragma once
// For random-day tests of live topics, in any module: consoles of several people that watch
// the same topics. What each was told by deltas is compared with what a newcomer is told.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "access/live.h"
#include "access/testing.h"
#include "events/testing.h"
#include "realtime/testing.h"

namespace org::fixture {

class Consoles {
 public:
  using Browser = realtime::fixture::Browser;

  // The module's topics are to be added to hub() before anything else is called.
  Consoles(World& world, std::vector<std::string> topics) : world_(world), topics_(std::move(topics)) {}
  ~Consoles() { hub_.stop(); }

  realtime::Hub& hub() { return hub_; }
  // From now on consoles ask for these ids of `topic` only.
  void ask_for(const std::string& topic, std::vector<std::int64_t> ids) { ids_[topic] = std::move(ids); }

  // Opens the console of `login`, which stays and is compared.
  void open(const std::string& login) { watchers_[login] = attach(login); }
  // Tells the hub what the log has got since the last time.
  void tell() {
    start();
    events::wait_until_settled(world_.platform.database);
    auto batch =
        world_.platform.database.read([&](db::Transaction& tx) { return events::read_after(tx, position_, 10'000); });
    if (!batch.empty()) {
      position_ = batch.back().position;
      hub_.changed(batch);
    }
    hub_.settle();
  }
  void compare() {
    tell();
    for (const auto& [login, browser] : watchers_) {
      auto fresh = attach(login);
      hub_.settle();
      for (const auto& topic : topics_) {
        EXPECT_EQ(browser->items(topic), fresh->items(topic)) << login << ' ' << topic;
        compared_[topic] += browser->items(topic).value_or(Browser::Items{}).size();
      }
      hub_.detach(fresh->id());
    }
  }
  // What the console of `login` shows of `topic` now.
  Browser::Items seen(const std::string& login, const std::string& topic) {
    tell();
    return watchers_.at(login)->items(topic).value_or(Browser::Items{});
  }
  // Items of `topic` that were compared so far: a day on which nothing was seen tells nothing.
  std::size_t compared(const std::string& topic) { return compared_[topic]; }

 private:
  // Late, since the module's topics are added after the making.
  void start() {
    if (!std::exchange(is_running_, true)) hub_.start();
  }
  std::shared_ptr<Browser> attach(const std::string& login) {
    start();
    auto browser = std::make_shared<Browser>(++last_socket_);
    hub_.attach(browser, std::make_shared<LiveViewer>(world_.access, messages_, world_.actor(login)));
    for (const auto& topic : topics_) hub_.received(browser->id(), subscription(topic));
    return browser;
  }
  std::string subscription(const std::string& topic) const {
    auto wanted = ids_.find(topic);
    if (wanted == ids_.end()) return R"({"op":"subscribe","topic":")" + topic + "\"}";
    std::string list;
    for (auto id : wanted->second) list += (list.empty() ? "\"" : ",\"") + std::to_string(id) + '"';
    return R"({"op":"subscribe","topic":")" + topic + R"(","ids":[)" + list + "]}";
  }

  World& world_;
  const std::vector<std::string> topics_;
  const base::Messages messages_ = base::Messages::load(YINGDA_SOURCE_DIR "/content/messages");
  realtime::Hub hub_{world_.platform.database};
  std::map<std::string, std::vector<std::int64_t>> ids_;
  std::map<std::string, std::shared_ptr<Browser>> watchers_;
  std::map<std::string, std::size_t> compared_;
  events::Position position_;
  std::int64_t last_socket_ = 0;
  bool is_running_ = false;
};

}  // namespace org::fixture

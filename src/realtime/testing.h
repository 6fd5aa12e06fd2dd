#pragma once
// For tests of live topics, in any module: a browser that keeps lists by what it is sent, to
// be compared with fresh reads.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/server.h"

namespace realtime::fixture {

// A browser that applies what it gets: by topic, by id, the item as text.
class Browser final : public http::Socket {
 public:
  using Items = std::map<std::string, std::string>;

  explicit Browser(std::int64_t id) : id_(id) {}

  void send(std::shared_ptr<const std::string> text) override {
    std::lock_guard lock(mutex_);
    auto frame = boost::json::parse(*text).as_object();
    std::string topic(frame.at("topic").as_string());
    if (frame.contains("error")) {
      lists_.erase(topic);
    } else if (frame.contains("snapshot")) {
      lists_[topic] = {frame.at("seq").as_int64(), {}};
      put(lists_[topic].items, frame.at("snapshot").as_array());
    } else if (auto list = lists_.find(topic); list != lists_.end()) {
      EXPECT_EQ(frame.at("seq").as_int64(), ++list->second.seq);
      put(list->second.items, frame.at("upserts").as_array());
      for (const auto& id : frame.at("removes").as_array()) list->second.items.erase(std::string(id.as_string()));
    }
  }
  void close(int, std::string) override {}
  std::int64_t id() const override { return id_; }

  // Empty while the topic is not subscribed, or refused.
  std::optional<Items> items(const std::string& topic) const {
    std::lock_guard lock(mutex_);
    auto found = lists_.find(topic);
    if (found == lists_.end()) return std::nullopt;
    return found->second.items;
  }

 private:
  struct List {
    std::int64_t seq = 0;
    Items items;
  };

  static void put(Items& items, const boost::json::array& fresh) {
    for (const auto& item : fresh) items[std::string(item.at("id").as_string())] = boost::json::serialize(item);
  }

  const std::int64_t id_;
  mutable std::mutex mutex_;
  std::map<std::string, List> lists_;
};

}  // namespace realtime::fixture

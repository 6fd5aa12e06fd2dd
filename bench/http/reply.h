#pragma once
// The JSON that both HTTP servers answer with: 172 bytes, about one person of a list.

#include <string_view>

namespace bench {

inline constexpr std::string_view kReply =
    R"({"id":"190283764512390144","user":"wang.xiaoming","name":"王小明","active":true,"language":"zh-CN",)"
    R"("number":"8001","created_at":"2026-01-31T08:00:00.000Z","version":3,"e":1})";

}  // namespace bench

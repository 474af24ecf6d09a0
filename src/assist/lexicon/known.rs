//! Short lists of words that decide what a place in a sentence is.
//!
//! A list is written as one text with blanks between its words, and looked up by first and last
//! character.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Some words.
pub(super) struct Set {
    source: &'static str,
    by_first: OnceLock<BTreeMap<char, Vec<&'static str>>>,
    by_last: OnceLock<BTreeMap<char, Vec<&'static str>>>,
}

impl Set {
    const fn new(source: &'static str) -> Self {
        Self {
            source,
            by_first: OnceLock::new(),
            by_last: OnceLock::new(),
        }
    }

    /// Returns whether a word is among them.
    pub(super) fn contains(&self, word: &str) -> bool {
        let first = word.chars().next();
        first.is_some_and(|first| self.beginning_with(first).contains(&word))
    }

    /// Returns the words that begin with a character.
    pub(super) fn beginning_with(&self, first: char) -> &[&'static str] {
        let by_first = self
            .by_first
            .get_or_init(|| self.by(|word| word.chars().next()));
        by_first.get(&first).map_or(&[], Vec::as_slice)
    }

    /// Returns the words that end in a character.
    pub(super) fn ending_in(&self, last: char) -> &[&'static str] {
        let by_last = self
            .by_last
            .get_or_init(|| self.by(|word| word.chars().next_back()));
        by_last.get(&last).map_or(&[], Vec::as_slice)
    }

    fn by(&self, key: impl Fn(&str) -> Option<char>) -> BTreeMap<char, Vec<&'static str>> {
        let mut words: BTreeMap<char, Vec<&'static str>> = BTreeMap::new();
        for word in self.source.split_whitespace() {
            if let Some(key) = key(word) {
                words.entry(key).or_default().push(word);
            }
        }
        words
    }
}

/// Verbs that a person who is named does next.
pub(super) static ACTS: Set = Set::new(
    "表示 指出 强调 认为 说 介绍 主持 出席 参加 讲话 发言 致辞 致词 通报 作了 \
     作报告 作出 作重要 作为 传达 宣读 宣布 宣讲 要求 提出 寄语 陪同 带队 带领 \
     率队 率领 率团 一行 会见 看望 慰问 调研 考察 视察 走访 当选 担任 兼任 任 \
     同志 先生 女士 夫妇 告诉 透露 坦言 回忆 写道 代表 分别 发表 点评 总结 回答 \
     列席 主讲 授课 讲述 分享 建议 呼吁 希望 勉励 回顾 逝世 去世 诞辰 生前 签署 \
     签发 摄 报道 撰文 来到 前往 赴 深入 见证 揭牌 授旗 颁奖 领学 带头 结合 \
     围绕 参会 与会 应邀 受邀 荣获 获得 夺得 获 为团长 等人 等领导 等同志 作动员 \
     作主题 作辅导 作总结 作题为 作专题 谈到 谈了 号召 批示 主编 向大会 被任命 \
     被选 调任 升任 辞去 不再担任 致欢迎 致开幕 参与 受 问",
);

/// Single words behind a name that leave it open whether the name has ended.
pub(super) const LINKS: &str =
    "在就从对向率与和及等到也都又还被将把的是为以同则已曾并因于给让由跟再做作";

/// Characters that no given name has.
pub(super) const NEVER_GIVEN: &str = "的了是在就从对向与及等到也都又还被将把不这那其而且则所说个们有和会第月省市县区部委局处厅党副\
主席书记任长你我他她它来去要能可些各每什么很最更于并让使给做吗呢吧啊由该此某年只没";

/// What stands before a person's name without being an office.
pub(super) static INTRODUCTIONS: Set = Set::new(
    "记者 通讯员 特约记者 本报记者 作者 编辑 摄影 校友 选手 干部 学生 同学 村民 \
     居民 职工 侨胞 归侨 侨眷 党员 志愿者 演员 医生 护士 律师 法官 作家 诗人 \
     画家 烈士 英雄 战士 老师 教师 专家 学者 企业家 同志 劳模 老人 先生 女士 \
     代表 委员 长者 华侨 华商 侨商 侨领",
);

/// What stands before the names of those who come, and before anyone a sentence is about.
pub(super) static OPENERS: Set = Set::new(
    "由 请 以 请来 邀请 任命 选举 推选 聘请 纪念 学习 向 对 和 与 同 及 是 \
     有 为 受 经 到 如 像 叫 名叫 姓名: 见 称 据",
);

/// What follows an office and makes something else of it.
pub(super) static NO_OFFICE_BEHIND: Set = Set::new(
    "会议 团成员名单 办公会 办公室 办公厅 联席 信箱 接待日 热线 令 级 制 处 室 \
     团 职位 职数 岗位 活动日 之家 工作站 工作室 风采 履职 培训 读书班 轮训 \
     助理团 台 国 性 院 站 提案 建议 议案 班 公约 联络 委员会",
);

/// What follows an office of those whose body is named by them: `委员会`, `理事会`.
pub(super) static BODY_BEHIND: Set = Set::new("会 局 处 大会");

/// Offices that are too common a word to stand alone.
pub(super) static NEED_A_BODY: Set = Set::new(
    "委员 理事 顾问 经理 导演 专员 参事 代办 秘书 董事 监事 领队 教练 教员 讲师 \
     办事员 科员 班长 组长 队长 站长 所长 店长 股长 排长 连长 营长 司令 支委 \
     博导 硕导 合伙人 法人代表 联络员 观察员 辅导员 工程师 技术员 会计师 经济师 \
     统计师 审计师 大使 领事 国王 女王 大臣 主委 常委 上校 中校 少校 上尉 中尉 \
     少尉 大校 师长 旅长 军长 首相 议员 总编 社长 场长 庭长 村长 乡长 旗长 盟长 \
     处长 科长 司长 特使 公使 参赞 武官 牧师 神父 住持 道长 活佛 方丈 主教 会首 \
     警督 警监 警司 船长 机长 大副 舰长 艇长 领导 指导员 教导员 导师 总监 监事长 \
     指挥官 总督 创始人 创办人 创建人 召集人 裁判长 编审 译审 州长 执委 候补委员 \
     名誉委员 指挥家 法官 检察员 审判员 仲裁员 公证员 助教 教研员 首席专家 发言人 \
     会长 党代表 首席代表 特邀代表 全权代表 特别代表 会员代表 责任人",
);

/// Characters in front of an office that belong to it.
pub(super) static RANKS: Set = Set::new(
    "副 常务副 常务 名誉 荣誉 兼职 专职 挂职 执行 首席 首任 第一 代 总 高级 \
     资深 候任 轮值 兼职副 专职副 挂职副 代理 助理 创会 永远",
);

/// The last character of what a body is called.
pub(super) const BODY_ENDS: &str = "部局厅委办处科室院所校会社团组党府协联厂矿店行馆站台队司村镇乡县市省区州旗系班国学署庭坊园军\
盟港";

/// Words that no name of a body begins with or holds.
pub(super) static NO_BODY: Set = Set::new(
    "同志 会议 精神 记者 工作 活动 时间 来源 图片 今天 昨日 近日 上午 下午 会上 \
     会前 会后 期间 本人 大家 我们 他们 自己 全体 人员 干部 代表 群众 先后 分别 \
     原则 关系 问题 方面 情况 讲话 报告 意见 名单 字体 首页 标题 上一篇 下一篇 \
     作者 编辑 原标题 同时 其中 左右 最后",
);

/// Heads of names of meetings, the longer ones first where one holds another.
pub(super) static MEETINGS: Set = Set::new(
    "全国代表大会 代表大会 代表会议 全体会议 常委会议 理事会议 委员会议 执委会议 \
     工作会议 全会 会议 大会 年会 峰会 论坛 座谈会 研讨会 运动会 博览会 交易会 \
     洽谈会 艺术节 文化节 电影节 美食节 旅游节 大赛 锦标赛 联赛 邀请赛 交流会 \
     恳亲大会 联谊会 茶话会 报告会 代会 常委会 推介会 招聘会 展览会 学术会 华商大会 \
     嘉年华 青年营 夏令营 冬令营",
);

/// Heads of what is held and has a name only with the words before it.
pub(super) static HELD: Set = Set::new(
    "会议 大会 座谈会 研讨会 培训班 研修班 论坛 动员会 推进会 报告会 交流会 表彰会 \
     启动仪式 总结会 洽谈会 茶话会 联谊会 发布会 恳谈会 学习会 年会 峰会 生活会 \
     揭牌仪式 签约仪式 宣讲会 宣讲活动 交流活动 推介会 联席会 部署会 调度会 工作会 \
     宣誓仪式 追悼会 纪念活动 慰问活动 开班式 换届大会 读书班 专题培训班 博览会 \
     音乐会 展览 大赛 文艺演出 晚会 联欢会 颁奖典礼 夏令营 冬令营 视频会 专题会 \
     民主生活会 组织生活会 扩大会 动员大会 表彰大会 代表大会 运动会 工作会议",
);

/// Words before such a head that do not make a name.
pub(super) static PLAIN_BEFORE: Set = Set::new(
    "全体 有关 相关 重要 视频 电视电话 专门 紧急 现场 线上 线下 首次 年度 专题 \
     座谈 工作 该 大型 小型 学习 集中 干部 职工 党员 警示 线索",
);

/// Words before such a head that say it is one of many.
pub(super) static ONE_OF_MANY: Set = Set::new(
    "一次 这次 此次 本次 一系列 系列 多次 各类 各种 多场 一场 两场 三场 的 了 \
     各项 一些 多项 丰富 多种 有关 相关 形式",
);

/// What brings a meeting about.
pub(super) static HOLDS: Set = Set::new(
    "召开了 举行了 举办了 组织召开 组织举办 联合举办 主持召开 共同举办 召集 召开 \
     举行 举办 承办 主办 隆重召开 开展",
);

/// What is told of a meeting that is named before.
pub(super) static WAS_HELD: Set = Set::new(
    "召开 举行 举办 开幕 闭幕 圆满 胜利召开 胜利闭幕 隆重 顺利 如期 正式 成功 \
     落幕 开班 结束 启动",
);

/// Ways to visit.
pub(super) static VISITS: Set = Set::new("视察 考察 访问 出访 到访 访");

/// What follows a motto in quotes.
pub(super) static BEHIND_A_MOTTO: Set = Set::new(
    "品牌 主题活动 系列活动 品牌活动 主题实践 主题教育 主题党日 主题宣传 专题教育 \
     学习教育 理念 方针 原则 口号 的口号 精神 总要求 战略 战略布局 总体布局 \
     重要思想 的重要思想 的理念 的原则 的方针 目标 奋斗目标 的奋斗目标 主题",
);

/// What follows the name in quotes of an undertaking that may be a motto too.
pub(super) static BEHIND_AN_UNDERTAKING: Set =
    Set::new("活动 行动 工程 计划 专项行动 专项活动 实践活动 作用 要求 教育");

/// Characters that names from other languages are written with.
pub(super) const SOUNDS: &str = "约翰阿埃艾安昂奥巴白班邦包保鲍贝本比彼别宾波伯博布采查达戴丹道德登迪蒂丁东杜多额恩尔\
法凡范菲费芬丰弗夫福富盖甘冈高戈格古圭哈海汉豪赫黑亨胡华怀惠霍基吉加贾简杰金卡凯坎康考科克肯孔库夸奎昆\
拉莱赖兰朗劳勒雷黎里理利莉丽历立连联良列林琳龙隆卢鲁路吕伦罗洛马玛麦曼芒毛梅门蒙米密明摩莫墨姆木穆\
纳娜奈南内嫩尼妮涅宁牛纽农努诺欧帕派潘庞佩彭皮匹平泼普齐奇恰钱强乔切青琼丘曲屈让热仁日荣茹儒瑞若\
撒萨塞赛桑瑟森沙山尚绍舍申圣施什史士舒斯松苏孙索塔台太泰坦汤唐陶特藤提田铁廷通图托脱瓦万旺威韦维魏温沃乌伍武\
西希席夏香祥肖谢欣辛兴匈休许逊雅亚扬耶叶伊以易因英永尤于约宰赞泽扎詹珍芝中朱兹卓宗佐提阿依买买吾艾孜";

/// What makes a doctrine of a name before it, or something else that is called by it.
pub(super) static BEHIND_A_NAME: Set = Set::new(
    "新时代 思想 理论 主义 精神 经济思想 外交思想 法治思想 强军思想 文化思想 \
     生态文明思想 奖 大学 中学 小学 故居 纪念馆 式 路 广场 基金 文选 选集 全集 \
     著作 诞辰 杯 图书馆 医院 班子 体育馆",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold_script;

    /// Text is read folded, so that a word that folding changes would never be met.
    #[test]
    fn words_are_as_folding_leaves_them() {
        let sets = [
            &ACTS,
            &INTRODUCTIONS,
            &OPENERS,
            &NO_OFFICE_BEHIND,
            &BODY_BEHIND,
            &NEED_A_BODY,
            &RANKS,
            &NO_BODY,
            &MEETINGS,
            &HELD,
            &PLAIN_BEFORE,
            &ONE_OF_MANY,
            &HOLDS,
            &WAS_HELD,
            &VISITS,
            &BEHIND_A_MOTTO,
            &BEHIND_AN_UNDERTAKING,
            &BEHIND_A_NAME,
        ];
        let sources = sets.map(|set| set.source).into_iter();
        for source in sources.chain([LINKS, NEVER_GIVEN, BODY_ENDS]) {
            assert_eq!(fold_script(source), source);
        }
    }
}

/** What a member program tells, one JSON line each; README.md describes them. */
export type MemberEvent =
  | { readonly is: "ready" }
  | { readonly is: "published"; readonly seqNo: number; readonly at: number }
  | {
      readonly is: "known";
      readonly node: string;
      readonly low: number;
      readonly high: number;
      readonly at: number;
    }
  | {
      readonly is: "delivered";
      readonly node: string;
      readonly seqNo: number;
      readonly text: string;
      readonly at: number;
    }
  | { readonly is: "failed"; readonly message: string };

/** What a member program is told, one JSON line each. */
export type MemberCommand =
  | { readonly do: "publish"; readonly text: string }
  | { readonly do: "announce" }
  | { readonly do: "leave" };
